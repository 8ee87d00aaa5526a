import { isLowerBound } from '../core/card/isLowerBound.ts';
import { maskSecrets } from '../core/card/maskSecrets.ts';
import { withAgentWarnings } from '../core/readers/claude/agents.ts';
import { linkSessions } from '../core/readers/linkSessions.ts';
import type { Session } from '../core/session/session.ts';
import { toolStepsOf } from '../core/session/walk.ts';
import type { SessionFigures } from '../protocol/sessionSummary.ts';
import type { LinkableSummary } from './linkableSummary.ts';
import { readSessionKeys } from './sessionKeys.ts';

/**
 * The rows with all that only shows when the sessions are seen together: whose sub-agent a session is, and that a sub-agent's records
 * which its parent lacks are there after all. In the same order.
 */
export async function linkSummaries<T extends SessionFigures>(sessions: readonly LinkableSummary<T>[]): Promise<T[]> {
  return linkWithKeys(sessions, await readSessionKeys(sessions.flatMap(({ skeleton }) => skeleton.sources[0]?.path ?? [])));
}

/** The same with the session keys that are known. */
export function linkWithKeys<T extends SessionFigures>(sessions: readonly LinkableSummary<T>[], keys: ReadonlyMap<string, string>): T[] {
  const linked = linkSessions(
    sessions.map(({ skeleton }) => skeleton),
    keys,
  ).map((session) => (session.format === 'claude-code' ? withAgentWarnings(session) : session));
  const byId = new Map(linked.map((session, i) => [session.id, sessions[i]?.summary.path]));
  return sessions.map(({ summary, callsWithoutUsage }, i) => {
    const session = linked[i] as Session;
    const parent = session.parentId === undefined ? undefined : byId.get(session.parentId);
    return {
      ...summary,
      lowerBound: isLowerBound({ unpricedTokens: summary.unpricedTokens, callsWithoutUsage }, session.warnings),
      warnings: session.warnings.map((warning) => maskSecrets(warning.message)),
      linkedAgents: linkedRuns(session).flatMap(({ id, sessionId }) => {
        const path = byId.get(sessionId);
        return path === undefined || path === summary.path ? [] : [{ runId: id, path }];
      }),
      ...(parent !== undefined && parent !== summary.path && { parent }),
    };
  });
}

function linkedRuns(session: Session): { id: string; sessionId: string }[] {
  const runs = [...toolStepsOf(session)].flatMap(({ agent }) => (agent ? [agent] : []));
  return runs.flatMap(({ id, sessionId }) => (sessionId === undefined ? [] : [{ id, sessionId }]));
}
