import { callsOf } from '../session/walk.ts';
import type { AttributedSession } from '../cost/attributedSession.ts';
import { oneLine, withTilde } from './describeTarget.ts';
import { resolvePath } from './places.ts';
import type { CardIdentity } from './traceCard.ts';

const TASK_LIMIT = 120;

/** Where the reader's files are, so that a card names its source without an account or a machine. */
export interface CardFolders {
  /** The workspace: paths below it are written relative to it. */
  root?: string;
  home?: string;
}

export function cardIdentity({ session, priceTable }: AttributedSession, folders: CardFolders): CardIdentity {
  const calls = new Map<string, number>();
  for (const call of callsOf(session)) {
    if (call.free && !call.usage) continue;
    calls.set(call.model, (calls.get(call.model) ?? 0) + 1);
  }
  const models = new Map<string, number>();
  for (const [model, count] of calls) {
    const name = oneLine(model, 80) ?? 'unknown';
    models.set(name, (models.get(name) ?? 0) + count);
  }
  const source = session.sources[0];
  const version = oneLine(session.agent.version ?? '', 40);
  const { startedAt, endedAt } = session;
  const duration =
    startedAt !== undefined && endedAt !== undefined && endedAt >= startedAt ? Math.round((endedAt - startedAt) / 1000) : undefined;
  const parent = oneLine(session.parentId ?? '', 120);
  return {
    id: oneLine(session.id, 120) ?? 'unknown',
    agent: oneLine(session.agent.name, 60) ?? 'unknown',
    ...(version && { agent_version: version }),
    task: oneLine(session.task, TASK_LIMIT) ?? '',
    ...(startedAt !== undefined &&
      Number.isFinite(startedAt) &&
      Math.abs(startedAt) <= 8.64e15 && {
        started: new Date(startedAt).toISOString(),
      }),
    ...(duration !== undefined && { duration_s: duration }),
    models: Object.fromEntries([...models].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))),
    source: {
      path: displayPath(source?.path ?? '', folders),
      format: source?.format ?? session.format,
      sha256: source?.sha256 ?? '',
      bytes: source?.bytes ?? 0,
    },
    ...(parent && { parent }),
    prices: priceTable,
  };
}

/** Path relative to the workspace, else to the home folder as `~`, else as it is. */
export function displayPath(path: string, { root, home }: CardFolders): string {
  const full = path.replaceAll('\\', '/');
  for (const [folder, mark] of [[root, ''] as const, [home, '~/'] as const]) {
    if (!folder) continue;
    const base = `${resolvePath(folder, undefined)}/`;
    if (full.startsWith(base)) return oneLine(mark + full.slice(base.length), 400) ?? '';
  }
  return oneLine(withTilde(full), 400) ?? '';
}
