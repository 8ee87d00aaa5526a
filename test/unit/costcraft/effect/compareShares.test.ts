import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareShares, sessionsToSeeFall } from '../../../../src/core/costcraft/effect/compareShares.ts';

const near = (value: number | undefined, wanted: number): void => expect(value).toBeCloseTo(wanted, 4);

test("gives the intervals of Newcombe's own examples", () => {
  // Newcombe 1998, table II, method 10, of p1 - p2: 56/70 and 48/80 give 0.0524 to 0.3339, 9/10 and 3/10 give 0.1705 to 0.8090.
  const a = compareShares({ with: 48, of: 80 }, { with: 56, of: 70 });
  near(a?.difference, 0.2);
  near(a?.low, 0.0524);
  near(a?.high, 0.3339);
  const b = compareShares({ with: 3, of: 10 }, { with: 9, of: 10 });
  near(b?.low, 0.1705);
  near(b?.high, 0.809);
  const c = compareShares({ with: 0, of: 10 }, { with: 10, of: 10 });
  near(c?.high, 1);
  near(c?.low, 0.6075);
});

test('a change is within its interval, the other way round it is the same with another sign, and nothing is said of no sessions', () => {
  const group = fc.nat(60).chain((of) => fc.record({ of: fc.constant(of), with: fc.nat(of) }));
  fc.assert(
    fc.property(group, group, (before, after) => {
      const [there, back] = [compareShares(before, after), compareShares(after, before)];
      expect(there === undefined).toBe(before.of === 0 || after.of === 0);
      if (!there) return;
      expect(there.low).toBeLessThanOrEqual((there.difference ?? 0) + 1e-12);
      expect(there.high).toBeGreaterThanOrEqual((there.difference ?? 0) - 1e-12);
      near(there.low, -(back?.high ?? NaN));
      near(there.high, -(back?.low ?? NaN));
    }),
  );
});

test('the rarer a pattern is, the more sessions it takes to see that it has gone', () => {
  // A fall from 30 % to 5 %: 35.07 in each group.
  expect(sessionsToSeeFall(0.3)).toBe(36);
  const needed = [1, 0.5, 0.3, 0.1, 0.02].map((share) => sessionsToSeeFall(share) ?? 0);
  expect(needed).toEqual(needed.toSorted((a, b) => a - b));
  expect(sessionsToSeeFall(0)).toBeUndefined();
});

test('of very few sessions nothing is beyond chance, however clear they look', () => {
  expect(compareShares({ with: 3, of: 3 }, { with: 0, of: 1 })).toMatchObject({ direction: 'unclear' });
  expect(compareShares({ with: 4, of: 4 }, { with: 0, of: 4 })).toMatchObject({ direction: 'fell' });
  expect(compareShares({ with: 0, of: 4 }, { with: 4, of: 4 })).toMatchObject({ direction: 'rose' });
});
