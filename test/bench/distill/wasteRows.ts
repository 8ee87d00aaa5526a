import { formatShare, reaches, type BenchRow } from './benchRow.ts';
import { TIERS, type InjectedWaste } from './injectedWaste.ts';
import { precisionOf, recallOf, type Score } from './judgeInjected.ts';
import type { Tier } from './planInjections.ts';
import type { Removal } from './removedWaste.ts';

const PRECISION: Record<Tier, number> = { 1: 0.95, 2: 0.95, 3: 0.9 };
const RECALL: Record<Tier, number | undefined> = { 1: 0.9, 2: 0.9, 3: undefined };

export function injectedRows({ tiers }: InjectedWaste, data: string): BenchRow[] {
  return TIERS.flatMap((tier) => {
    const { ours, card, costcraft, upstream, identical } = tiers[tier];
    const row = (figure: string, share: (score: Score) => number | undefined, mark: number | undefined): BenchRow => ({
      test: `E1 tier ${tier}`,
      data,
      figure,
      cases: figure === 'recall' ? ours.waste : ours.waste + ours.decoys,
      ours: `${formatShare(share(ours))} (card ${formatShare(share(card))}, CostCraft ${formatShare(share(costcraft))})`,
      upstream: formatShare(share(upstream)),
      identical: formatShare(share(identical)),
      mark: mark === undefined ? 'none' : `>= ${mark}`,
      passed: mark === undefined || reaches(share(ours), mark),
    });
    return [row('precision', precisionOf, PRECISION[tier]), row('recall', recallOf, RECALL[tier])];
  });
}

const NEAR = 0.05;
const COVERED = 0.9;
/** Sums are rounded to whole tokens where results share a turn. */
const ROUNDING = 0.01;

export function removedRows(removals: readonly Removal[], data: string): BenchRow[] {
  const sum = (key: 'mid' | 'truth'): number => removals.reduce((total, one) => total + one[key], 0);
  const ratio = sum('mid') / sum('truth');
  const covered = removals.filter(({ low, high, truth }) => low <= truth * (1 + ROUNDING) && high >= truth * (1 - ROUNDING)).length;
  const share = removals.length === 0 ? undefined : covered / removals.length;
  const common = { test: 'E4', data, cases: removals.length };
  return [
    { ...common, figure: 'predicted / true', ours: formatShare(ratio), mark: '1 +- 0.05', passed: Math.abs(ratio - 1) <= NEAR },
    { ...common, figure: 'interval covers', ours: formatShare(share), mark: `>= ${COVERED}`, passed: reaches(share, COVERED) },
  ];
}
