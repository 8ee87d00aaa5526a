import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import { priceCall } from '../../../src/core/cost/priceCall.ts';
import type { PriceOverride } from '../../../src/core/cost/priceEntry.ts';
import { PUBLISHED_VERSION } from '../../../src/core/cost/publishedPrices.ts';
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

describe('priceCall', () => {
  it('knows the factors that OpenAI published for each tier and model', () => {
    expect(usd('gpt-5', { input: MILLION, cacheRead: MILLION }, { provider: 'openai', serving: { tier: 'flex' } })).toBe('0.6875');
    expect(usd('gpt-5-mini', { input: MILLION, output: MILLION }, { provider: 'openai', serving: { tier: 'priority' } })).toBe('4.05');
    expect(usd('o3', { output: MILLION }, { provider: 'openai', serving: { tier: 'priority' } })).toBe('14');
  });

  it('leaves a call without usage of unknown cost, and one known to be free without any', () => {
    expect(usd('<synthetic>', { input: 5 }, { more: { free: true } })).toBe('free');
    const { basis, total } = priceCall(call({}), { book });
    expect([basis, total]).toEqual(['no-usage', 0n]);
  });

  it('does not price a call of which no model is named', () => {
    expect(usd('', { input: 1 })).toBe('unpriced');
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

  it('price a call without a time by the date of the tables', () => {
    const timeless = call({ model: 'claude-opus-4-6', usage: usage({ input: 300_000 }) });
    delete timeless.at;
    expect(formatUsdExact(priceCall(timeless, { book }).total)).toBe('1.5');
    expect(formatUsdExact(priceCall(timeless, { book, fallbackAt: Date.parse('2026-02-10') }).total)).toBe('3');
  });
});
