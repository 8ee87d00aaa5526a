import { expect, it } from 'vitest';
import { billOf, claude, expectBill, pi, usd } from './trapBill.ts';

const SONNET = 'claude-sonnet-4-5-20250929';

it('trap 3: the whole prompt, strictly above the threshold, sets the rate of every bucket and of the output', () => {
  const usage = { input_tokens: 50_000, cache_read_input_tokens: 100_000, cache_creation_input_tokens: 50_000, output_tokens: 1_000 };
  const list: [number, number][] = [
    [50_000, 3],
    [100_000, 0.3],
    [50_000, 3.75],
    [1_000, 15],
  ];
  expectBill(billOf(claude({ model: SONNET, usage })), '0.3825', { 'from the threshold on': '0.765' });
  // One token more.
  const above = billOf(claude({ model: SONNET, usage: { ...usage, input_tokens: 50_001 } }));
  expectBill(above, '0.757506', {
    'no bucket is above by itself': usd(...list, [1, 3]),
    'on the part above': usd(...list, [1, 6]),
    'without the output': usd([50_001, 6], [100_000, 0.6], [50_000, 7.5], [1_000, 15]),
    'without the cache': usd([50_001, 6], [100_000, 0.3], [50_000, 3.75], [1_000, 22.5]),
  });
  expect([...above.main.calls.values()][0]?.price).toContain('above 200000 tokens');
  // Each request by its own prompt, not by the session's sum.
  expectBill(billOf(claude({ model: SONNET, usage }, { model: SONNET, usage })), '0.765', {
    'by the sum': usd([100_000, 6], [200_000, 0.6], [100_000, 7.5], [2_000, 22.5]),
  });
});

it('trap 3: Google’s and OpenAI’s tiers are of the whole request, too', () => {
  const usage = { input: 150_000, cacheRead: 60_000, output: 1_000, totalTokens: 211_000 };
  expectBill(billOf(pi({ provider: 'google', model: 'gemini-2.5-pro', usage })), '0.405', {
    'on the part above': usd([140_000, 1.25], [10_000, 2.5], [60_000, 0.125], [1_000, 10]),
    'no bucket is above by itself': usd([150_000, 1.25], [60_000, 0.125], [1_000, 10]),
  });
  const long = { input: 200_000, cacheRead: 72_000, output: 1_000 };
  expectBill(billOf(pi({ provider: 'openai', model: 'gpt-5.6-sol', usage: long, at: '2026-07-15T00:00:00Z' })), '2.117', {
    'no bucket is above by itself': usd([200_000, 5], [72_000, 0.5], [1_000, 30]),
  });
});

it('trap 4: the premium on long prompts ended where it ended', () => {
  const of = (model: string, at: string): ReturnType<typeof billOf> =>
    billOf(claude({ model, at, usage: { input_tokens: 300_000, output_tokens: 1_000 } }));
  const list = usd([300_000, 5], [1_000, 25]);
  const premium = usd([300_000, 10], [1_000, 37.5]);
  expectBill(of('claude-opus-4-6', '2026-03-12T23:59:59Z'), '3.0375', { list });
  expectBill(of('claude-opus-4-6', '2026-03-13T00:00:00Z'), '1.525', { premium });
  for (const model of ['claude-opus-4-7', 'claude-opus-4-8', 'claude-opus-5'])
    expectBill(of(model, '2026-08-01T00:00:00Z'), '1.525', { premium });
  const sonnet = { list: usd([300_000, 3], [1_000, 15]), premium: usd([300_000, 6], [1_000, 22.5]) };
  expectBill(of('claude-sonnet-4-6', '2026-03-12T00:00:00Z'), '1.8225', { list: sonnet.list });
  expectBill(of('claude-sonnet-4-6', '2026-04-01T00:00:00Z'), '0.915', { premium: sonnet.premium });
  // The beta of Sonnet 4 and 4.5: twice the input, 1.5 times the output, from its first day.
  expectBill(of('claude-sonnet-4-20250514', '2025-10-01T00:00:00Z'), '1.8225', {
    list: sonnet.list,
    'twice the output': usd([300_000, 6], [1_000, 30]),
  });
  expectBill(of('claude-sonnet-4-20250514', '2025-08-11T00:00:00Z'), '0.915', { premium: sonnet.premium });
  expectBill(of(SONNET, '2026-08-01T00:00:00Z'), '1.8225', { list: sonnet.list });
});
