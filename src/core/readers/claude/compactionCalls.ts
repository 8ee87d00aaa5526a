import type { Session } from '../../session/session.ts';
import { callsOf, threadsOf } from '../../session/walk.ts';

/** Code of the warning about summaries whose requests a transcript does not hold. */
export const COMPACTION_NOT_LOGGED = 'compaction-call-not-logged';

/** Claude Code names the agents that write its summaries so, in the versions that log them at all. */
const SUMMARISER = /^acompact/;

/**
 * Names the compactions whose own request is in no record: it read the whole context once more and was billed, so that the total is a lower
 * bound (trap 37). On the bill are those that stand in a call's iterations or in a file of an agent made for them.
 */
export function withCompactionWarning(session: Session): Session {
  let open = 0;
  for (const { thread, run } of threadsOf(session)) {
    if (run !== undefined && SUMMARISER.test(run.id)) open--;
    else open += thread.entries.filter(({ kind }) => kind === 'compaction').length;
  }
  for (const { extraUsage } of callsOf(session)) open -= extraUsage.filter(({ reason }) => reason === 'compaction').length;
  const warnings = session.warnings.filter(({ code }) => code !== COMPACTION_NOT_LOGGED);
  if (open > 0) {
    const message = `the requests that wrote ${open} summaries of the context are not logged; what they cost is not in the total`;
    warnings.push({ code: COMPACTION_NOT_LOGGED, message });
  }
  return { ...session, warnings };
}
