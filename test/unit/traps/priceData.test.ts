import { describe, expect, it } from 'vitest';
import { createPriceBook, priceAt } from '../../../src/core/cost/priceBook.ts';
import { priceCall } from '../../../src/core/cost/priceCall.ts';
import { toVariants } from '../../../src/core/cost/publishedPrices.ts';
import { readOwnPrices } from '../../../src/core/cost/readOwnPrices.ts';
import { SUPPLEMENT } from '../../../src/core/cost/supplement.ts';
import { formatUsdExact } from '../../../src/core/session/money.ts';
import type { Usage } from '../../../src/core/session/session.ts';
import { call, usage } from '../cost/makeSession.ts';
import { SECOND_SOURCE } from './secondSource.ts';
import { billOf, expectBill, pi } from './trapBill.ts';

const book = createPriceBook();

describe('trap 38: price data may be wrong', () => {
  it.each(SECOND_SOURCE.map((price) => ({ name: `${price[0]} ${price[1]}, ${price[2].slice(0, 10)}`, price })))(
    'trap 38: $name costs what a second source says',
    ({ price: [provider, model, at, input, cacheRead, output, cacheWrite5m, cacheWrite1h] }) => {
      const wanted = { input, cacheRead, output, cacheWrite5m, cacheWrite1h };
      const stated = Object.entries(wanted).filter((entry): entry is [keyof Usage, number] => entry[1] !== undefined);
      const computed = stated.map(([bucket]) => {
        // A thousand tokens, so that no tier for long prompts is reached.
        const { total } = priceCall(call({ provider, model, at: Date.parse(at), usage: usage({ [bucket]: 1_000 }) }), { book });
        return [bucket, formatUsdExact(total * 1_000n)];
      });
      expect(computed).toEqual(stated.map(([bucket, rate]) => [bucket, String(rate)]));
    },
  );

  const plain = { input_mtok: 3, output_mtok: 15, cache_read_mtok: 0.3 };

  it.each([
    ['a price per thousand tokens, a thousand times too high', { ...plain, output_mtok: 15_000 }],
    ['an amount below zero', { ...plain, input_mtok: -3 }],
    ['a cached token dearer than a plain one', { ...plain, cache_read_mtok: 30 }],
    ['a wrong tier', { ...plain, input_mtok: { base: 3, tiers: [{ start: 200_000, price: 6_000 }] } }],
  ])('trap 38: a published list with %s is not used at all', (_, prices) => {
    expect(toVariants({ prices })).toEqual([]);
    // Nor are the dates beside it: the price that held before would then hold for ever.
    const dated = [{ prices: plain }, { prices, constraint: { type: 'start_date' as const, start_date: '2026-01-01' } }];
    expect(toVariants({ prices: dated })).toEqual([]);
    expect(toVariants({ prices: plain })).toHaveLength(1);
  });

  it.each([
    ['below zero', { input: -1, output: 1 }],
    ['above every price ever asked', { input: 3, output: '15000' }],
    ['dearer when cached', { input: 3, output: 15, cacheRead: 3.1 }],
  ])('trap 38: a price of the user’s own that is %s is refused, by its place', (_, perMillion) => {
    const fine = { model: 'a', perMillion: { input: 1, output: 2 }, source: 's' };
    expect(() => readOwnPrices([fine, { model: 'b', perMillion, source: 's' }])).toThrow(/entry 2: "\w+" is /);
    expect(() => readOwnPrices([{ ...fine, above: [{ tokens: 10, perMillion }] }])).toThrow(RangeError);
    expect(readOwnPrices([fine])).toEqual([fine]);
  });

  it('trap 38: our own entries say where they were published, and are of a time', () => {
    for (const { source, model, perMillion } of SUPPLEMENT) {
      expect([model, source]).toEqual([model, expect.stringMatching(/^https:\/\//)]);
      expect([model, Number(perMillion.output) > Number(perMillion.input)]).toEqual([model, true]);
    }
    // What is in no list is unpriced, whatever the moment.
    expect(priceAt(book.find('anthropic', 'claude-nine'), Date.parse('2026-02-01'))).toBeUndefined();
  });

  it('trap 38: the bill names the tables that it was made with', () => {
    const bill = billOf(pi({ provider: 'anthropic', model: 'claude-opus-4-5', usage: { input: 1_000 } }));
    expectBill(bill, '0.005', { 'a list of another unit': '5000' });
    expect(bill.priceTable).toMatch(/^genai-prices \d+\.\d+\.\d+ \+ clawtrace \d{4}-\d\d$/);
  });
});
