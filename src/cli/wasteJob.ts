import { analyzeSession } from '../core/card/analyzeSession.ts';
import { withUpstreamRedundancy } from '../core/card/findUpstreamRedundancy.ts';
import type { AttributedSession } from '../core/cost/attributedSession.ts';
import type { Session } from '../core/session/session.ts';
import { toolStepsOf } from '../core/session/walk.ts';
import { compileCardText } from '../platform/compileCardText.ts';
import { linkableSummary } from '../platform/linkableSummary.ts';
import type { LinkableSummary } from '../platform/linkableSummary.ts';
import type { FileJob, SessionResult } from './fileJob.ts';

type Searched = Pick<SessionResult, 'card' | 'notes'> & { linkable: LinkableSummary };

/** The search for waste in one session, and what is asked beside it. A module of its own: figures alone do without all it needs. */
export async function searchFile(attributed: AttributedSession, file: string, job: FileJob): Promise<Searched> {
  const found = analyzeSession(attributed);
  const analyzed = job.upstream ? withUpstreamRedundancy(found) : found;
  return {
    linkable: linkableSummary(analyzed, file),
    ...(job.card && !hasAgentsElsewhere(attributed.session) && { card: compileCardText(analyzed, job.card) }),
    ...(job.notes && { notes: (await import('../core/costcraft/noteSession.ts')).noteSession(analyzed) }),
  };
}

function hasAgentsElsewhere(session: Session): boolean {
  return [...toolStepsOf(session)].some(({ agent }) => agent && !agent.thread);
}
