import type { BilledSession } from '../cost/attributedSession.ts';
import type { Warning } from '../session/session.ts';

/** Codes of warnings that say that the source shows less than was billed. */
const LOWER_BOUND = /lower-bound|missing|lost|unbilled|not-logged|compaction-call/;

/** True where the total leaves something out: calls without a price or usage, or what the source is known not to hold. */
export function isLowerBound(figures: Pick<BilledSession, 'unpricedTokens' | 'callsWithoutUsage'>, warnings: readonly Warning[]): boolean {
  return figures.unpricedTokens > 0 || figures.callsWithoutUsage > 0 || warnings.some((w) => LOWER_BOUND.test(w.code));
}
