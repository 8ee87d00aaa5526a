import type { RedundancyKind, StepLabel } from './traceCard.ts';

/** Kinds that are waste by themselves and repeat no step. */
const ALONE: ReadonlySet<string> = new Set<RedundancyKind>(['thinking-only', 'unused', 'oversize']);

/** The steps of a card's cluster taken apart: the one that was needed, where the kind has one, and those that were not. */
export function clusterSteps<T extends StepLabel>(kind: string, steps: readonly T[]): { needed?: T; wasted: readonly T[] } {
  const [needed, ...wasted] = steps;
  return ALONE.has(kind) || needed === undefined ? { wasted: steps } : { needed, wasted };
}
