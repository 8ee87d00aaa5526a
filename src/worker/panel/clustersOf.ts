import type { AnalyzedSession, Cluster } from '../../core/card/findings.ts';
import { threadFindings } from '../../core/card/threadFindings.ts';

/** All clusters of a session, those of its sub-agents' threads too, in the order of the card. */
export function clustersOf(analyzed: AnalyzedSession): Cluster[] {
  return threadFindings(analyzed).flatMap(({ clusters }) => [...clusters]);
}
