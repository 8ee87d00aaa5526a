import { countFailures } from '../core/card/countFailures.ts';
import type { AnalyzedSession } from '../core/card/findings.ts';
import type { BilledSession } from '../core/cost/attributedSession.ts';
import type { Session } from '../core/session/session.ts';
import type { SessionFigures, SessionSummary } from '../protocol/sessionSummary.ts';
import { skeletonOf } from './sessionSkeleton.ts';
import { summarizeFigures, summarizeSession } from './summarizeSession.ts';

/** One session's row, and as much of the session as is needed to link it with others. */
export interface LinkableSummary<T extends SessionFigures = SessionSummary> {
  summary: T;
  skeleton: Session;
  callsWithoutUsage: number;
}

export function linkableSummary(analyzed: AnalyzedSession, path: string): LinkableSummary {
  const { session, callsWithoutUsage } = analyzed.attributed;
  return { summary: summarizeSession(analyzed, path), skeleton: skeletonOf(session), callsWithoutUsage };
}

export function linkableFigures(attributed: BilledSession, path: string): LinkableSummary<SessionFigures> {
  const { session, callsWithoutUsage } = attributed;
  return { summary: summarizeFigures(attributed, countFailures(session), path), skeleton: skeletonOf(session), callsWithoutUsage };
}
