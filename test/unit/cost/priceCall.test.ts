import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import { priceCall } from '../../../src/core/cost/priceCall.ts';
import type { PriceOverride } from '../../../src/core/cost/priceEntry.ts';
import { PUBLISHED_VERSION } from '../../../src/core/cost/publishedPrices.ts';
import { SUPPLEMENT } from '../../../src/core/cost/supplement.ts';
import { formatUsdExact } from '../../../src/core/session/money.ts';
import type { LlmCall, Usage } from '../../../src/core/session/session.ts';
import { call, usage } from './makeSession.ts';

const book = createPriceBook();

interface Served {
  provider?: string;
  at?: string;
  serving?: LlmCall['serving'];
  more?: Partial<LlmCall>;
  own?: PriceOverride[];
}

function priced(model: string, tokens: Partial<Usage>, served: Served = {}): ReturnType<typeof priceCall> {
  const { provider = 'anthropic', at = '2026-02-01T12:00Z', serving = {}, more = {}, own } = served;
  return priceCall(call({ provider, model, at: Date.parse(at), serving, usage: usage(tokens), ...more }), {
    book: own ? createPriceBook(own) : book,
  });
}

/** Exact USD, or why there are none. */
function usd(model: string, tokens: Partial<Usage>, served: Served = {}): string {
  const cost = priced(model, tokens, served);
  return cost.basis === 'computed' ? formatUsdExact(cost.total) : cost.basis;
}

const MILLION = 1_000_000;

describe('priceCall, by trap of pricing', () => {
  it('trap 1: prices 1 h cache writes at their own rate', () => {
    expect(usd('claude-opus-4-5', { cacheWrite1h: 1_000 })).toBe('0.01');
    expect(usd('claude-opus-4-5', { cacheWrite5m: 1_000 })).toBe('0.00625');
  });

  it('trap 3: bills the whole request by the whole prompt, strictly above the threshold, output too', () => {
    const at200k = { input: 50_000, cacheRead: 100_000, cacheWrite5m: 50_000, output: 1_000 };
    // 50,000 x 3 + 100,000 x 0.3 + 50,000 x 3.75 + 1,000 x 15
    expect(usd('claude-sonnet-4-5', at200k)).toBe('0.3825');
    // One token more: 50,001 x 6 + 100,000 x 0.6 + 50,000 x 7.5 + 1,000 x 22.5
    expect(usd('claude-sonnet-4-5', { ...at200k, input: 50_001 })).toBe('0.757506');
  });

  it('trap 4: ends the long-context premium where it ended, and knows the one of Sonnet 4', () => {
    expect(usd('claude-opus-4-6', { input: 300_000 }, { at: '2026-03-12T23:59Z' })).toBe('3');
    expect(usd('claude-opus-4-6', { input: 300_000 }, { at: '2026-03-13T00:00Z' })).toBe('1.5');
    expect(usd('claude-opus-4-8', { input: 300_000 }, { at: '2026-08-01' })).toBe('1.5');
    expect(usd('claude-sonnet-4-20250514', { input: 300_000, output: 1_000 }, { at: '2025-10-01' })).toBe('1.8225');
    expect(usd('claude-sonnet-4-20250514', { input: 200_000 }, { at: '2025-10-01' })).toBe('0.6');
  });

  it('trap 12: bills an advisor’s iteration under its own model', () => {
    const extraUsage: LlmCall['extraUsage'] = [
      { model: 'claude-opus-4-5', reason: 'advisor', usage: usage({ input: 1_000, output: 100 }) },
    ];
    const cost = priced('claude-haiku-4-5', { input: 1_000 }, { more: { extraUsage } });
    expect([formatUsdExact(cost.extra), formatUsdExact(cost.total)]).toEqual(['0.0075', '0.0085']);
  });

  it('trap 15: adds the fee of web searches', () => {
    expect(formatUsdExact(priced('claude-opus-4-5', { webSearches: 3 }).fees)).toBe('0.03');
    expect(formatUsdExact(priced('gpt-5', { webSearches: 3 }, { provider: 'openai' }).fees)).toBe('0.03');
  });

  it('traps 16 and 17: multiplies every bucket where the answer says it was served fast', () => {
    const tokens = { input: 1_000, cacheRead: 1_000, cacheWrite5m: 1_000, cacheWrite1h: 1_000, output: 1_000 };
    const served = { at: '2026-08-01', serving: { speed: 'fast' } };
    expect(usd('claude-opus-4-8', tokens, { at: '2026-08-01' })).toBe('0.04675');
    expect(usd('claude-opus-4-8', tokens, served)).toBe('0.0935');
    expect(usd('claude-opus-4-8', tokens, { ...served, serving: { speed: 'standard' } })).toBe('0.04675');
    expect(priced('claude-opus-4-6', tokens, served).price).toContain('(disputed)');
    expect(priced('claude-sonnet-5', tokens, served).price).toContain('fast: no published factor');
  });

  it('trap 18: charges data residency from 4.6 on', () => {
    const us = { serving: { geo: 'us' }, at: '2026-04-01' };
    expect(usd('claude-opus-4-6', { input: MILLION }, us)).toBe('5.5');
    expect(usd('claude-opus-4-5', { input: MILLION }, us)).toBe('5');
    for (const geo of ['global', 'not_available'])
      expect(usd('claude-opus-4-6', { input: MILLION }, { ...us, serving: { geo } })).toBe('5');
  });

  it('trap 19: prices the tier that served the call', () => {
    expect(usd('claude-opus-4-5', { input: MILLION, output: MILLION }, { serving: { tier: 'batch' } })).toBe('15');
    expect(usd('gpt-5', { input: MILLION, cacheRead: MILLION }, { provider: 'openai', serving: { tier: 'flex' } })).toBe('0.6875');
    expect(usd('gpt-5-mini', { input: MILLION, output: MILLION }, { provider: 'openai', serving: { tier: 'priority' } })).toBe('4.05');
    expect(usd('o3', { output: MILLION }, { provider: 'openai', serving: { tier: 'priority' } })).toBe('14');
  });

  it('trap 26: prices cache writes of OpenAI at their published rate, else as plain input', () => {
    expect(usd('gpt-5.6-sol', { cacheWrite5m: 100_000 }, { provider: 'openai', at: '2026-07-15' })).toBe('0.625');
    expect(usd('gpt-5.1', { cacheWrite5m: 100_000 }, { provider: 'openai' })).toBe('0.125');
  });

  it.each([
    'claude-opus-4-10',
    'claude-opus-4-1-mini',
    'gpt-5.3-codex-spark',
    'gpt-5-codex-nano',
    'my-claude-opus-4-5',
    'gemini-2.5-prodigy',
    '',
  ])('trap 27: does not take %s for a model it resembles', (model) => {
    expect(usd(model, { input: 1 })).toBe('unpriced');
  });

  it('trap 28: takes read and write rates from the table, not from a rule', () => {
    expect(usd('claude-opus-5-5', { cacheRead: MILLION }, { at: '2026-10-01' })).toBe('0.2');
    expect(usd('claude-3-haiku-20240307', { cacheWrite5m: MILLION })).toBe('0.3');
    expect(usd('deepseek-v4-pro', { cacheRead: MILLION }, { provider: 'deepseek', at: '2026-08-16T02:00Z' })).toBe('0.003625');
  });

  it('trap 29: counts the tokens of an unknown model instead of taking them for free', () => {
    const cost = priced('unheard-of-1', { input: 10, cacheRead: 20, output: 5 }, { provider: 'someone' });
    expect([cost.basis, cost.total, cost.unpricedTokens, cost.price]).toEqual(['unpriced', 0n, 35, undefined]);
  });

  it('trap 31: takes the price at the time of the call', () => {
    const openai = { provider: 'openai' };
    expect(usd('o3', { input: MILLION, cacheRead: MILLION }, { ...openai, at: '2025-06-09T23:59Z' })).toBe('12.5');
    expect(usd('o3', { input: MILLION, cacheRead: MILLION }, { ...openai, at: '2025-06-10' })).toBe('2.5');
    for (const [model, day, before, after] of [
      ['gpt-5.6-terra', '2026-07-30', '0.25', '0.2'],
      ['gpt-5.6-luna', '2026-07-30', '0.1', '0.02'],
      ['gpt-5.6-sol', '2026-08-21', '0.5', '0.4'],
    ] as const) {
      const at = Date.parse(day);
      expect(usd(model, { input: 100_000 }, { ...openai, at: new Date(at - 1).toISOString() })).toBe(before);
      expect(usd(model, { input: 100_000 }, { ...openai, at: day })).toBe(after);
    }
  });

  it('trap 32: applies prices by the hour only from the day they were introduced', () => {
    const deepseek = { provider: 'deepseek' };
    expect(usd('deepseek-v4-pro', { input: MILLION }, { ...deepseek, at: '2026-08-16T02:00Z' })).toBe('0.435');
    expect(usd('deepseek-v4-pro', { input: MILLION }, { ...deepseek, at: '2026-08-17T02:00Z' })).toBe('1.32');
    expect(usd('deepseek-v4-pro', { input: MILLION }, { ...deepseek, at: '2026-08-17T04:00Z' })).toBe('0.66');
    expect(usd('deepseek-v4-pro', { input: MILLION }, { ...deepseek, at: '2026-08-17T09:59Z' })).toBe('1.32');
    expect(usd('deepseek-chat', { input: MILLION }, { ...deepseek, at: '2025-02-20T20:00Z' })).toBe('0.27');
    expect(usd('deepseek-chat', { input: MILLION }, { ...deepseek, at: '2025-03-20T20:00Z' })).toBe('0.135');
    expect(usd('deepseek-chat', { input: MILLION }, { ...deepseek, at: '2025-10-20T20:00Z' })).toBe('0.28');
  });

  it('trap 33: adds the regional premium of Bedrock from Claude 4.5 on', () => {
    const bedrock = { provider: 'amazon-bedrock', at: '2026-04-01' };
    const tokens = { input: 100_000 };
    expect(usd('global.anthropic.claude-sonnet-4-5-20250929-v1:0', tokens, bedrock)).toBe('0.3');
    for (const region of ['us.', 'eu.', 'jp.', 'au.', ''])
      expect(usd(`${region}anthropic.claude-sonnet-4-5-20250929-v1:0`, tokens, bedrock)).toBe('0.33');
    expect(usd('us.anthropic.claude-sonnet-4-20250514-v1:0', tokens, bedrock)).toBe('0.3');
    expect(usd('us.anthropic.claude-opus-4-6-v1', { cacheWrite1h: 100_000 }, bedrock)).toBe('1.1');
  });

  it('trap 34: bills nothing for calls known to be free, and says when usage is missing', () => {
    expect(usd('<synthetic>', { input: 5 }, { more: { free: true } })).toBe('free');
    const { basis, total } = priceCall(call({}), { book });
    expect([basis, total]).toEqual(['no-usage', 0n]);
  });

  it('trap 39: takes the tier by the largest single iteration', () => {
    const iteration = { type: 'message', input_tokens: 150_000, cache_read_input_tokens: 0, output_tokens: 1 };
    const rawUsage = { iterations: [iteration, iteration] };
    expect(usd('claude-sonnet-4-5', { input: 300_000 }, { more: { rawUsage } })).toBe('0.9');
    expect(usd('claude-sonnet-4-5', { input: 300_000 })).toBe('1.8');
  });
});

describe('names of models and providers', () => {
  const sonnet = '0.003';

  it.each([
    ['anthropic', 'claude-sonnet-4-5'],
    ['anthropic', 'claude-sonnet-4-5-20250929'],
    ['anthropic', 'claude-sonnet-4-5-latest'],
    ['anthropic', 'Claude-Sonnet-4.5'],
    ['anthropic', 'claude-sonnet-4-5[1m]'],
    ['anthropic', 'claude-sonnet-4-5:thinking'],
    ['google-vertex', 'claude-sonnet-4-5@20250929'],
    ['openrouter', 'anthropic/claude-sonnet-4.5'],
    ['litellm', 'anthropic/claude-sonnet-4-5'],
    ['litellm', 'openrouter/anthropic/claude-sonnet-4-5'],
    ['google-vertex', 'publishers/anthropic/models/claude-sonnet-4-5'],
    ['github-copilot', 'claude-sonnet-4.5'],
    [undefined, 'claude-sonnet-4-5'],
  ])('%s %s', (provider, model) => {
    expect(usd(model, { input: 1_000 }, { more: provider === undefined ? { provider: '' } : { provider } })).toBe(sonnet);
  });

  it('shows the list price for subscriptions and gateways, and says so', () => {
    expect(usd('gpt-5.3-codex', { input: MILLION }, { provider: 'openai-codex' })).toBe('1.75');
    expect(priced('gpt-5.3-codex', {}, { provider: 'openai-codex' }).price).toContain('subscription');
    expect(priced('anthropic/claude-sonnet-4-5', {}, { provider: 'litellm' }).price).toContain('served by litellm');
  });

  it('takes a reseller’s own list before the maker’s', () => {
    expect(usd('z-ai/glm-4.6', { input: MILLION }, { provider: 'openrouter' })).toBe('0.43');
    expect(usd('glm-4.6', { input: MILLION }, { provider: 'zai' })).toBe('0.6');
  });

  it('reads 1 h writes of a reseller at the maker’s rate where their lists agree', () => {
    expect(usd('anthropic/claude-sonnet-4.5', { cacheWrite1h: 1_000 }, { provider: 'openrouter' })).toBe('0.006');
  });

  it('takes a router’s free variant for free, and a local model for unpriced', () => {
    expect(usd('z-ai/glm-4.5-air:free', { input: 5 }, { provider: 'openrouter' })).toBe('free');
    expect(usd('deepseek-r1', { input: 5 }, { provider: 'ollama' })).toBe('unpriced');
  });
});

describe('own prices', () => {
  const own: PriceOverride[] = [
    { model: 'house-model*', perMillion: { input: '0.000001', output: 2 }, source: 'contract' },
    {
      provider: 'anthropic',
      model: 'claude-opus-4-5',
      from: '2026-01-01',
      perMillion: { input: 4, output: 20, cacheRead: 0.4 },
      source: 'contract',
    },
  ];

  it('win over all tables from their date on', () => {
    expect(usd('claude-opus-4-5-20251101', { input: MILLION }, { own })).toBe('4');
    expect(usd('claude-opus-4-5-20251101', { input: MILLION }, { own, at: '2025-12-31' })).toBe('5');
    expect(priced('claude-opus-4-5', {}, { own }).price).toBe('own claude-opus-4-5, from 2026-01-01');
  });

  it('may be as small as a millionth of a dollar per million tokens', () => {
    expect(usd('house-model-7', { input: 1 }, { own, provider: 'house' })).toBe('0.000000000001');
  });

  it('use the next broader rate where one is not given', () => {
    expect(usd('claude-opus-4-5', { cacheWrite1h: MILLION }, { own })).toBe('4');
  });

  it('with a wildcard cost one model the same, whichever other model was asked for before', () => {
    const own: PriceOverride[] = [
      { model: 'claude-opus-4-*', perMillion: { input: 5, cacheRead: 0.5, cacheWrite5m: 6.25, output: 25 }, source: 'https://example.org' },
    ];
    const bookOfMine = createPriceBook(own);
    const unheardOf = call({ model: 'claude-opus-4-99', usage: usage({ cacheWrite1h: MILLION }) });
    expect(formatUsdExact(priceCall(unheardOf, { book: bookOfMine }).total)).toBe('6.25');
    const otherBook = createPriceBook(own);
    const known = call({ model: 'claude-opus-4-5', usage: usage({ cacheWrite1h: MILLION }) });
    expect(formatUsdExact(priceCall(known, { book: otherBook }).total)).toBe('10');
    expect(formatUsdExact(priceCall(unheardOf, { book: otherBook }).total)).toBe('6.25');
  });

  it('are refused when a figure or a date is not one', () => {
    expect(() => createPriceBook([{ model: 'x', perMillion: { input: 'free', output: 1 }, source: '' }])).toThrow(RangeError);
    expect(() => createPriceBook([{ model: 'x', from: 'tomorrow', perMillion: { input: 1, output: 1 }, source: '' }])).toThrow(RangeError);
  });
});

describe('the tables', () => {
  it('name the version that is installed', () => {
    const file = new URL('../../../node_modules/@pydantic/genai-prices/package.json', import.meta.url);
    const installed = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
    expect(PUBLISHED_VERSION).toBe(installed.version);
  });

  it('stay within sane bounds (trap 38)', () => {
    for (const { perMillion, source } of SUPPLEMENT) {
      expect(Number(perMillion.output)).toBeGreaterThan(Number(perMillion.input));
      expect(Number(perMillion.cacheRead)).toBeLessThan(Number(perMillion.input));
      expect(Number(perMillion.output)).toBeLessThanOrEqual(100);
      expect(source).toMatch(/^https:\/\//);
    }
  });

  it('price a call without a time by the date of the tables', () => {
    const timeless = call({ model: 'claude-opus-4-6', usage: usage({ input: 300_000 }) });
    delete timeless.at;
    expect(formatUsdExact(priceCall(timeless, { book }).total)).toBe('1.5');
    expect(formatUsdExact(priceCall(timeless, { book, fallbackAt: Date.parse('2026-02-10') }).total)).toBe('3');
  });
});
