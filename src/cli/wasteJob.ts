import { analyzeSession } from '../core/card/analyzeSession.ts';
import { withUpstreamRedundancy } from '../core/card/findUpstreamRedundancy.ts';
import type { AttributedSession } from '../core/cost/attributedSession.ts';
import type { Session } from '../core/session/session.ts';
import { toolStepsOf } from '../core/session/walk.ts';
import { compileCardText } from '../platform/compileCardText.ts';
import { linkableSummary } from '../platform/linkableSummary.ts';
import type { LinkableSummary } from '../platform/linkableSummary.ts';
import type { FileJob } from './fileJob.ts';

/** The search for waste in one session, and its card where one is asked for. A module of its own: figures alone do without all it needs. */
export function searchFile(attributed: AttributedSession, file: string, job: FileJob): { linkable: LinkableSummary; card?: string } {
  const found = analyzeSession(attributed);
  const analyzed = job.upstream ? withUpstreamRedundancy(found) : found;
  const linkable = linkableSummary(analyzed, file);
  return !job.card || hasAgentsElsewhere(attributed.session) ? { linkable } : { linkable, card: compileCardText(analyzed, job.card) };
}

function hasAgentsElsewhere(session: Session): boolean {
  return [...toolStepsOf(session)].some(({ agent }) => agent && !agent.thread);
}
