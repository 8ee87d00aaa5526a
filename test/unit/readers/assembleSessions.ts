import { attachAgentFiles, isAgentFileOf } from '../../../src/core/readers/attachAgentFiles.ts';
import { withAgentWarnings } from '../../../src/core/readers/claude/agents.ts';
import { linkSessions } from '../../../src/core/readers/linkSessions.ts';
import type { Session } from '../../../src/core/session/session.ts';

/** What the platform does file by file, for sessions in memory: agent files of the agent's own layout become part of their session. */
export function assembleSessions(sessions: readonly Session[]): Session[] {
  const attached = new Set<Session>();
  const whole = new Map<Session, Session>();
  const children = sessions.filter(({ agentId }) => agentId !== undefined);
  for (const main of sessions) {
    if (main.agentId !== undefined) continue;
    const path = main.sources[0]?.path ?? '';
    const own = children.filter((child) => child.parentId === main.id && isAgentFileOf(path, child.sources[0]?.path ?? ''));
    for (const child of own) attached.add(child);
    whole.set(main, attachAgentFiles(main, own));
  }
  const rest = sessions.filter((session) => !attached.has(session)).map((session) => whole.get(session) ?? session);
  return linkSessions(rest).map((session) => (session.format === 'claude-code' ? withAgentWarnings(session) : session));
}
