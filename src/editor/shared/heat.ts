export type Heat = 'low' | 'medium' | 'high';

export const HEATS: readonly Heat[] = ['low', 'medium', 'high'];

/** From what on a step is coloured. A part that is absent does not count; where both are there, either is enough. */
export interface HeatThresholds {
  /** Shares of the total, 0 to 1. */
  share?: Record<Heat, number>;
  /** Dollars. */
  usd?: Record<Heat, number>;
}

/** How dear a step is; undefined below all thresholds and for what cost nothing. */
export function heatOf(cost: { share: number; usd: number }, thresholds: HeatThresholds): Heat | undefined {
  if (cost.usd <= 0) return undefined;
  const reaches = (heat: Heat): boolean =>
    (thresholds.share !== undefined && cost.share >= thresholds.share[heat]) ||
    (thresholds.usd !== undefined && cost.usd >= thresholds.usd[heat]);
  return reaches('high') ? 'high' : reaches('medium') ? 'medium' : reaches('low') ? 'low' : undefined;
}
