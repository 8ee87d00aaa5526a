import path from 'node:path';
import { maskSecrets } from '../core/card/maskSecrets.ts';
import { loadSession } from '../platform/loadSession.ts';
import type { FoundRow } from './findSessions.ts';

/** Reads one file by itself. A module of its own: who has kept all rows does without the readers. */
export async function findSession(file: string): Promise<FoundRow> {
  const loaded = await loadSession(path.resolve(file), { detail: 'figures', blocking: true });
  if (loaded.kind !== 'session') return { kind: loaded.kind, reason: loaded.reason };
  const { format, id, agent, startedAt, task } = loaded.session;
  const time = startedAt !== undefined && Math.abs(startedAt) <= 8.64e15 && { startedAt: new Date(startedAt).toISOString() };
  return { kind: 'session', session: { format, sessionId: id, agent: agent.name, ...time, task: maskSecrets(task) } };
}
