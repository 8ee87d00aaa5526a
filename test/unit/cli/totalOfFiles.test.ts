import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packBills, unpackBills } from '../../../src/cli/packBills.ts';
import type { PackedBills } from '../../../src/cli/packBills.ts';
import { totalOfFiles } from '../../../src/cli/totalOfFiles.ts';
import { TotalBill } from '../../../src/core/cost/totalBill.ts';
import type { SessionBills } from '../../../src/core/cost/totalBill.ts';

const count = fc.nat(1_000_000);

/** Few identities, so that files share some, and repeat some within themselves. */
const call = fc.record({
  billId: fc.constantFrom('a', 'b\n1', 'c 2', 'd', 'é', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n'),
  usd: fc.bigInt(0n, 10n ** 24n),
  unpricedTokens: count,
  usage: fc.record({
    input: count,
    cacheRead: count,
    cacheWrite5m: count,
    cacheWrite1h: count,
    output: fc.nat(2),
    reasoning: count,
    webSearches: fc.nat(3),
  }),
});

const files = fc.array(fc.record({ startedAt: fc.nat(2), calls: fc.array(call, { maxLength: 4 }) }), { maxLength: 6 });

test('the bill of packed files is that of all their calls, to the last digit', () => {
  fc.assert(
    fc.property(files, (made) => {
      const bills = made.map((file, i): SessionBills => ({ ...file, path: `s${i}` }));
      const all = new TotalBill();
      for (const bill of bills) all.addBills(bill);
      const kept = bills.map((bill) => unpackBills(JSON.parse(JSON.stringify(packBills(bill))) as PackedBills, bill.path));
      expect(totalOfFiles(kept)).toEqual(all.total());
      expect(kept.map((file) => file.calls())).toEqual(bills);
    }),
  );
});

test('packs the calls of a long session one by one', () => {
  const usage = { input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, output: 5, reasoning: 6, webSearches: 7 };
  const calls = Array.from({ length: 1_500 }, (_, i) => ({ billId: `m${i}`, usd: BigInt(i), unpricedTokens: i, usage }));
  const bills: SessionBills = { path: 's', startedAt: 1, calls };
  expect(unpackBills(packBills(bills), 's').calls()).toEqual(bills);
});

test('leaves the calls of a file packed that shares none with another', () => {
  const one = (billId: string): SessionBills['calls'][number] => ({
    billId,
    usd: 1n,
    unpricedTokens: 0,
    usage: { input: 1, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 1, reasoning: 0, webSearches: 0 },
  });
  const bills = [
    ['a', 'b'],
    ['b', 'c'],
    ['d', 'e'],
  ].map((ids, i): SessionBills => ({ path: `s${i}`, startedAt: i, calls: ids.map(one) }));
  const asked: string[] = [];
  const kept = bills.map((bill) => {
    const file = unpackBills(packBills(bill), bill.path);
    return { ...file, calls: () => (asked.push(bill.path), file.calls()) };
  });
  expect(totalOfFiles(kept)).toMatchObject({ usd: 5n, repeatedUsd: 1n });
  expect(asked).toEqual(['s0', 's1']);
});
