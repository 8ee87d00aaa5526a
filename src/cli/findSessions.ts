import type { NotLoaded } from '../platform/loadSession.ts';
import type { KeptRows } from './keptRows.ts';
import { mayKeepReason } from './packResult.ts';

/** What tells a session from others: nothing that takes more than its file to know. */
export interface FoundSession {
  format: string;
  sessionId: string;
  agent: string;
  startedAt?: string;
  task: string;
}

/** What one file holds. */
export type FoundRow = { kind: 'session'; session: FoundSession } | { kind: NotLoaded['kind']; reason: string };

/** What each of these files holds, in their order. */
export async function findSessions(files: readonly string[], kept: KeptRows<FoundRow> | undefined): Promise<FoundRow[]> {
  const rows = (await kept?.recall(files)) ?? files.map(() => undefined);
  const missing = files.filter((_, i) => !rows[i]);
  if (missing.length === 0) return rows as FoundRow[];
  const stamps = await kept?.stamp(missing);
  const { findSession } = await import('./findSession.ts');
  const made = new Map<string, FoundRow>();
  for (const [i, file] of missing.entries()) {
    const row = await findSession(file);
    made.set(file, row);
    if (row.kind === 'session' || mayKeepReason(row)) await kept?.keep(file, stamps?.[i], row);
  }
  return rows.map((row, i) => row ?? (made.get(files[i] as string) as FoundRow));
}
