import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestText, isSameDigest } from '../../../src/core/readers/textDigest.ts';
import { measureText } from './measureText.ts';

const anyText = fc.string({
  unit: fc.constantFrom('a', 'b', '"', '\\', '\n', '\b', '/', '\u0001', 'é', '→', '😀', '\ud83d'),
  maxLength: 12,
});

test('a measured text has the digest of the text, however it is written, and so have its beginnings', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom('none', 'small', 'large'), fc.nat(14), (text, escapes, units) => {
      const other = measureText(text, escapes);
      expect(isSameDigest(digestText(other), digestText(text))).toBe(true);
      expect(isSameDigest(digestText(other, units), digestText(text.slice(0, units)))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('other texts have other digests', () => {
  const texts = new Set<string>();
  for (const a of ['', 'a', 'b', 'ab', 'ba', 'é', '\u0000', '\ud83d', '\ude00', 'a\u0000']) {
    for (const b of ['', 'x', '0'.repeat(40), '\u0000', '\u0000\u0000']) texts.add(a + b);
  }
  const digests = [...texts].map((text) => digestText(text));
  expect(new Set(digests.map(({ length, a, b }) => `${length} ${a} ${b}`)).size).toBe(texts.size);
  // Neither hash leaves it to the other.
  const same = Array.from({ length: 2_000 }, (_, i) => digestText(`${i % 7} text ${i}`.padEnd(20, 'x')));
  expect(new Set(same.map(({ a }) => a)).size).toBe(same.length);
  expect(new Set(same.map(({ b }) => b)).size).toBe(same.length);
  expect(isSameDigest(undefined, digestText(''))).toBe(false);
  expect(isSameDigest(undefined, undefined)).toBe(true);
});
