import fc from 'fast-check';
import { expect, it } from 'vitest';
import { editDistance, similarity } from '../../../src/core/card/editDistance.ts';

/** By the book: one row of the table after the other. */
function plain(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 120 });

it('is the Levenshtein distance, or undefined beyond the limit', () => {
  fc.assert(
    fc.property(text, text, fc.nat(130), (a, b, limit) => {
      const distance = plain(a, b);
      expect(editDistance(a, b, limit)).toBe(distance <= limit ? distance : undefined);
    }),
    { numRuns: 400 },
  );
});

it('tells alike from unlike at the threshold', () => {
  expect(similarity('abcde', 'abcdx', 0.8)).toBe(0.8);
  expect(similarity('abcde', 'abcxx', 0.8)).toBeUndefined();
  expect(similarity('', '', 0.8)).toBe(1);
});
