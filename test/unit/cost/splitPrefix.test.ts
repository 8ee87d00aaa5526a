import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitPrefix } from '../../../src/core/cost/splitPrefix.ts';
import type { PrefixPart } from '../../../src/core/session/session.ts';

const parts = (sizes: readonly number[]): PrefixPart[] => sizes.map((chars, i) => ({ kind: 'tool', name: `t${i}`, chars }));

test('divides by characters, to the last unit', () => {
  expect(splitPrefix(100n, parts([1, 1, 1])).map(({ usd }) => usd)).toEqual([34n, 33n, 33n]);
  expect(splitPrefix(10n, parts([3, 0, 7])).map(({ usd }) => usd)).toEqual([3n, 0n, 7n]);
  expect(splitPrefix(5n, parts([0, 0]))).toEqual([]);
  expect(splitPrefix(5n, [])).toEqual([]);
});

test('loses and invents nothing, and no part is off by more than a unit', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 18n), fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 40 }), (usd, sizes) => {
      const whole = BigInt(sizes.reduce((sum, chars) => sum + chars, 0));
      const shares = splitPrefix(usd, parts(sizes));
      if (whole === 0n) return shares.length === 0;
      const near = shares.every(
        ({ part, usd: own }) => own * whole - usd * BigInt(part.chars) < whole && usd * BigInt(part.chars) - own * whole < whole,
      );
      return near && shares.reduce((sum, share) => sum + share.usd, 0n) === usd;
    }),
    { numRuns: 300 },
  );
});
