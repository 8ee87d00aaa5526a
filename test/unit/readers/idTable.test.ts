import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdTable } from '../../../src/core/readers/idTable.ts';

/** Few different ones, and some that only look like UUIDs. */
const anyId = fc.oneof(
  fc.nat(60).map((n) => `00000000-0000-4000-8000-${(n * 0x1000_0001).toString(16).padStart(12, '0')}`),
  fc.nat(60).map((n) => `${(n * 0x0808_0809).toString(16).padStart(8, 'f')}-ffff-ffff-ffff-ffffffffffff`),
  fc.constantFrom(
    '',
    'line-1',
    '0000000A-0000-4000-8000-000000000000',
    '0000000a-0000-4000-8000-000000000000',
    '0000000a-0000-4000-8000-00000000000\u0130',
    '0000000a-0000-4000-8000_000000000000',
    '0000000a0-000-4000-8000-000000000000',
    '__proto__',
  ),
);

test('numbers ids as a map does', () => {
  fc.assert(
    // With one look for each many find no place, when they come or when the table grows.
    fc.property(
      fc.array(anyId, { maxLength: 300 }),
      fc.array(anyId, { maxLength: 40 }),
      fc.constantFrom(1, 2, 64),
      (ids, others, probes) => {
        const table = new IdTable(probes);
        const plain = new Map<string, number>();
        for (const id of ids) {
          if (!plain.has(id)) plain.set(id, plain.size);
          expect(table.add(id)).toBe(plain.get(id));
        }
        expect(table.size).toBe(plain.size);
        for (const id of [...ids, ...others]) expect(table.find(id)).toBe(plain.get(id) ?? -1);
      },
    ),
    { numRuns: 100 },
  );
});

test.each([64, 3, 1])('finds each of many, with %i looks for each', (probes) => {
  const table = new IdTable(probes);
  const id = (n: number): string => `${n.toString(16).padStart(8, '0')}-1234-4000-8000-00000000${(n % 7).toString(16).padStart(4, '0')}`;
  for (let n = 0; n < 5_000; n++) table.add(id(n));
  for (let n = 0; n < 5_000; n++) expect(table.find(id(n))).toBe(n);
  expect(table.find(id(5_000))).toBe(-1);
});
