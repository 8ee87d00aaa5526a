import { describe, expect, it } from 'vitest';
import { exactTest, type Table } from '../../../../src/core/costcraft/preserve/exactTest.ts';
import { falseDiscovery } from '../../../../src/core/costcraft/preserve/falseDiscovery.ts';

const table = (a: number, n: number, b: number, m: number): Table => ({ successes: { with: a, of: n }, failures: { with: b, of: m } });

/** All ways to choose the sessions that show it, counted one by one. */
function byCounting({ successes, failures }: Table): number {
  const n = successes.of + failures.of;
  const shown = successes.with + failures.with;
  let [all, extreme] = [0, 0];
  for (let set = 0; set < 1 << n; set++) {
    let [size, good] = [0, 0];
    for (let i = 0; i < n; i++)
      if (set & (1 << i)) {
        size++;
        if (i < successes.of) good++;
      }
    if (size !== shown) continue;
    all++;
    if (good >= successes.with) extreme++;
  }
  return extreme / all;
}

describe('exactTest', () => {
  it("gives the values of Fisher's own examples", () => {
    // The lady tasting tea, with all and with three of four cups right.
    expect(exactTest([table(4, 4, 0, 4)])).toBeCloseTo(1 / 70, 12);
    expect(exactTest([table(3, 4, 1, 4)])).toBeCloseTo(17 / 70, 12);
    // Convictions of like-sex twins: 10 of 13 monozygotic, 2 of 17 dizygotic; Fisher gives 619/1330665.
    expect(exactTest([table(10, 13, 2, 17)])).toBeCloseTo(619 / 1_330_665, 10);
    expect(exactTest([table(0, 4, 4, 4)])).toBeCloseTo(1, 12);
  });

  it.each([table(5, 7, 2, 6), table(1, 3, 5, 8), table(6, 6, 0, 3), table(2, 9, 1, 4)])('agrees with counting all cases: %j', (one) => {
    expect(exactTest([one])).toBeCloseTo(byCounting(one), 12);
  });

  it('folds several tables, as the exact Cochran-Mantel-Haenszel test does', () => {
    // Penicillin and rabbits (Mantel and Haenszel): cured within the hour against later, at five doses; the two-sided p is known to be 0.03994.
    const rabbits = [table(0, 6, 0, 5), table(3, 6, 0, 6), table(6, 6, 2, 6), table(5, 6, 6, 6), table(2, 2, 5, 5)];
    expect(exactTest(rabbits)).toBeCloseTo(0.01997, 4);
    // A table in which nothing varies changes nothing.
    expect(exactTest([table(3, 4, 1, 4), table(5, 5, 5, 5)])).toBeCloseTo(17 / 70, 12);
    // Two tables alike: all pairs of their cases.
    expect(exactTest([table(2, 2, 0, 2), table(2, 2, 0, 2)])).toBeCloseTo(1 / 36, 12);
  });

  it('does not lose its way in large tables', () => {
    const p = exactTest([table(900, 1000, 100, 1000)]);
    expect(p).toBeGreaterThanOrEqual(0);
    expect(p).toBeLessThan(1e-200);
    expect(exactTest([table(500, 1000, 500, 1000)])).toBeCloseTo(0.518, 2);
  });
});

describe('falseDiscovery', () => {
  it("gives Benjamini and Hochberg's own example", () => {
    const ps = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    const qs = falseDiscovery(ps);
    // Of these fifteen the first four are kept at 0.05.
    expect(qs.filter((q) => q <= 0.05)).toHaveLength(4);
    expect(qs[3]).toBeCloseTo((0.0095 * 15) / 4, 10);
    expect(qs.at(-1)).toBe(1);
  });

  it('keeps the order given, never decreases with p, and is p itself for one test', () => {
    const qs = falseDiscovery([0.04, 0.01, 0.03, 0.02]);
    for (const q of qs) expect(q).toBeCloseTo(0.04, 12);
    expect(falseDiscovery([0.03])).toEqual([0.03]);
    expect(falseDiscovery([])).toEqual([]);
    // Twice the weight is half the p.
    expect(falseDiscovery([0.02, 0.02], [1.5, 0.5])[0]).toBeCloseTo((0.02 / 1.5) * 2, 12);
  });
});
