import { describe, expect, it } from 'vitest';
import type { AttributedSession } from '../../../src/core/cost/attributedSession.ts';
import { compareLogged, costWarnings } from '../../../src/core/cost/costWarnings.ts';
import { isLowerBound } from '../../../src/core/card/isLowerBound.ts';
import { formatUsdExact } from '../../../src/core/session/money.ts';
import { billOf, claude, expectBill, pi, usd } from './trapBill.ts';

const MILLION = 1_000_000;

function of(provider: string, model: string, usage: Record<string, unknown>, at = '2026-02-01T12:00:00Z'): AttributedSession {
  return billOf(pi({ provider, model, usage, at }));
}

describe('names', () => {
  it.each([
    ['claude-opus-4-10', usd([MILLION, 15])],
    ['claude-opus-4-1-mini', usd([MILLION, 15])],
    ['claude-opus-4-5-fastest', usd([MILLION, 5])],
    ['gpt-5-codex-nano', usd([MILLION, 1.25])],
    ['gpt-5.3-codex-spark', usd([MILLION, 1.75])],
    ['gpt-51', usd([MILLION, 1.25])],
    ['my-claude-opus-4-5', usd([MILLION, 5])],
    ['gemini-2.5-prodigy', usd([MILLION, 2.5])],
  ])('trap 27: %s is not the model whose name it contains', (model, wrong) => {
    const bill = of(model.startsWith('gpt') ? 'openai' : model.startsWith('gemini') ? 'google' : 'anthropic', model, { input: MILLION });
    expectBill(bill, '0', { 'as the model that it resembles': wrong });
    expect(bill.unpricedTokens).toBe(MILLION);
  });

  it.each(['claude-opus-4-5', 'claude-opus-4-5-20251101', 'claude-opus-4-5-latest', 'Claude-Opus-4.5', 'claude-opus-4-5[1m]'])(
    'trap 27: %s is the model itself',
    (model) => expectBill(of('anthropic', model, { input: MILLION }), '5', { unpriced: '0' }),
  );

  it('trap 29: an unknown model leaves tokens without a price, and the total is a lower bound', () => {
    const usage = { input: 10, cacheRead: 20, cacheWrite: 30, output: 5 };
    const bill = billOf(
      pi({ provider: 'anthropic', model: 'claude-opus-4-5', usage }, { provider: 'someone', model: 'unheard-of-1', usage }),
    );
    expectBill(bill, '0.0003725', { 'at the price of its neighbour': '0.000745' });
    expect([bill.unpricedTokens, isLowerBound(bill, bill.session.warnings)]).toEqual([65, true]);
    expect([...bill.main.calls.values()].map(({ basis }) => basis)).toEqual(['computed', 'unpriced']);
    expect(costWarnings(bill).map(({ code }) => code)).toEqual(['unpriced-model']);
  });
});

describe('rates', () => {
  it('trap 28: reads and writes have the published rate, not a tenth and five quarters of the input', () => {
    const read = of('anthropic', 'claude-opus-5-5', { cacheRead: MILLION }, '2026-10-01T00:00:00Z');
    expectBill(read, '0.2', { 'a tenth of the input': usd([MILLION, 0.4]) });
    expectBill(of('anthropic', 'claude-fable-5-1', { cacheRead: MILLION }, '2026-10-01T00:00:00Z'), '0.25', {
      'a tenth of the input': '1',
    });
    expectBill(of('anthropic', 'claude-3-haiku-20240307', { cacheWrite: MILLION }), '0.3', { '5/4 of the input': usd([MILLION, 0.3125]) });
    const cheap = of('deepseek', 'deepseek-v4-pro', { cacheRead: MILLION }, '2026-08-16T12:00:00Z');
    expectBill(cheap, '0.003625', { 'a tenth of the input': usd([MILLION, 0.0435]) });
    expectBill(of('openai', 'gpt-5', { cacheWrite: MILLION }), '1.25', { '5/4 of the input': usd([MILLION, 1.5625]) });
  });

  it('trap 30: what a source logged is shown beside what is computed, never in its place', () => {
    const cost = (total: number): Record<string, unknown> => ({ input: MILLION, output: 0, cost: { total } });
    const call = { provider: 'anthropic', model: 'claude-opus-4-5' };
    const wild = billOf(pi({ ...call, usage: cost(500_000) }));
    expectBill(wild, '5', { 'as logged': '500000' });
    expect([formatUsdExact(wild.logged ?? 0n), costWarnings(wild).map(({ code }) => code)]).toEqual(['500000', ['logged-cost-differs']]);
    const zero = billOf(pi({ ...call, usage: cost(0) }));
    expectBill(zero, '5', { 'as logged': '0' });
    expect(compareLogged(zero)).toBeUndefined();
    expect(costWarnings(billOf(pi({ ...call, usage: cost(5.0499) })))).toEqual([]);
    expect(costWarnings(billOf(pi({ ...call, usage: cost(5.0501) }))).map(({ code }) => code)).toEqual(['logged-cost-differs']);
  });
});

describe('dates and hours', () => {
  const before = (day: string): string => new Date(Date.parse(day) - 1).toISOString();

  it.each([
    ['o3', '2025-06-10', '10', '2'],
    ['gpt-5.6-terra', '2026-07-30', '2.5', '2'],
    ['gpt-5.6-luna', '2026-07-30', '1', '0.2'],
    ['gpt-5.6-sol', '2026-08-21', '5', '4'],
  ])('trap 31: %s has the price of the day of the call, which changed on %s', (model, day, old, now) => {
    const each = 100_000;
    const bill = (at: string): AttributedSession => of('openai', model, { input: each }, at);
    expectBill(bill(before(day)), usd([each, Number(old)]), { 'the later price': usd([each, Number(now)]) });
    expectBill(bill(`${day}T00:00:00Z`), usd([each, Number(now)]), { 'the earlier price': usd([each, Number(old)]) });
    // Each call of one session by its own day.
    const both = billOf(pi(...[before(day), `${day}T00:00:00Z`].map((at) => ({ provider: 'openai', model, usage: { input: each }, at }))));
    expectBill(both, usd([each, Number(old)], [each, Number(now)]), { 'by the first day': usd([2 * each, Number(old)]) });
  });

  it('trap 31: the cached input of o3 had a price of its own before the cut', () => {
    expectBill(of('openai', 'o3', { cacheRead: MILLION }, '2025-06-09T12:00:00Z'), '2.5', { 'today’s': '0.5' });
  });

  it('trap 32: prices by the hour begin on their day, and hold in their hours', () => {
    const v4 = (at: string): AttributedSession => of('deepseek', 'deepseek-v4-pro', { input: MILLION }, at);
    expectBill(v4('2026-08-16T02:00:00Z'), '0.435', { 'the hour before its day': '1.32' });
    expectBill(v4('2026-08-17T02:00:00Z'), '1.32', { 'the day without its hour': '0.66' });
    for (const at of ['2026-08-17T00:59:59Z', '2026-08-17T04:00:00Z', '2026-08-17T05:59:59Z', '2026-08-17T10:00:00Z'])
      expectBill(v4(at), '0.66', { 'peak hours': '1.32' });
    for (const at of ['2026-08-17T01:00:00Z', '2026-08-17T03:59:59Z', '2026-08-17T06:00:00Z', '2026-09-30T09:59:59Z'])
      expectBill(v4(at), '1.32', { 'other hours': '0.66' });
    const chat = (at: string): AttributedSession => of('deepseek', 'deepseek-chat', { input: MILLION }, at);
    expectBill(chat('2025-02-20T20:00:00Z'), '0.27', { 'the discount before it was one': '0.135' });
    expectBill(chat('2025-03-20T20:00:00Z'), '0.135', { 'without the discount': '0.27' });
    expectBill(chat('2025-10-20T20:00:00Z'), '0.28', { 'the discount after it had ended': '0.135' });
  });
});

describe('regions', () => {
  const AT = '2026-04-01T00:00:00Z';
  const list = '3';
  const premium = '3.3';

  it('trap 33: Bedrock asks a tenth more in a region from Claude 4.5 on, and for an id that names none', () => {
    const bedrock = (prefix: string, model: string): AttributedSession =>
      of('amazon-bedrock', `${prefix}anthropic.${model}`, { cacheRead: 10 * MILLION }, AT);
    const sonnet = 'claude-sonnet-4-5-20250929-v1:0';
    // Ten million tokens read at 0.6, being a prompt above 200,000.
    expectBill(bedrock('global.', sonnet), '6', { regional: '6.6' });
    for (const region of ['us.', 'eu.', 'jp.', 'au.', '']) expectBill(bedrock(region, sonnet), '6.6', { 'as global': '6' });
    expectBill(bedrock('us.', 'claude-sonnet-4-20250514-v1:0'), '6', { 'the premium of later models': '6.6' });
    const hour = billOf(
      pi({
        provider: 'amazon-bedrock',
        model: 'us.anthropic.claude-opus-4-6-v1',
        usage: { cacheWrite: 100_000, cacheWrite1h: 100_000 },
        at: AT,
      }),
    );
    expectBill(hour, '1.1', { 'on input and output alone': '1' });
  });

  it('trap 33: Vertex does the same, where the path tells the place; else the price is marked', () => {
    const vertex = (model: string): AttributedSession => of('google-vertex', model, { input: MILLION / 10, cacheRead: 0 }, AT);
    const path = (location: string, model: string): string => `projects/p/locations/${location}/publishers/anthropic/models/${model}`;
    const tenth = (figure: string): string => usd([100_000, Number(figure)]);
    expectBill(vertex(path('global', 'claude-sonnet-4-5@20250929')), tenth(list), { regional: tenth(premium) });
    expectBill(vertex(path('europe-west1', 'claude-sonnet-4-5@20250929')), tenth(premium), { 'as global': tenth(list) });
    expectBill(vertex(path('europe-west1', 'claude-sonnet-4@20250514')), tenth(list), { 'the premium of later models': tenth(premium) });
    expectBill(vertex(path('europe-west1', 'gemini-2.5-pro').replace('anthropic', 'google')), tenth('1.25'), {
      'with a premium': tenth('1.375'),
    });
    const untold = vertex('claude-sonnet-4-5@20250929');
    expectBill(untold, tenth(list), { regional: tenth(premium) });
    expect(costWarnings(untold).map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'uncertain-price: price not certain: google claude-sonnet-4-5, region not told',
    ]);
    expect(costWarnings(vertex('claude-sonnet-4@20250514'))).toEqual([]);
    // Claude Code names the platform by its message ids alone.
    const code = billOf(claude({ id: 'msg_vrtx_01', model: 'claude-sonnet-4-5@20250929', usage: { input_tokens: 100_000 } }));
    expect(costWarnings(code).map((warning) => warning.code)).toEqual(['uncertain-price']);
  });
});
