import { lookingOnce } from '../../platform/lookOnce.ts';
import type { SummaryResult } from '../../protocol/sessionSummary.ts';
import type { WorkerCalls } from '../../protocol/workerMessages.ts';
import type { CallContext } from '../callServer.ts';
import type { Row, SessionRows } from '../sessionRows.ts';

/** Rows of these sessions, and those of earlier calls that have changed by them. */
export async function summarize(
  { paths, removed = [], aside = false, settings }: WorkerCalls['summarize']['request'],
  context: CallContext,
  rows: SessionRows,
): Promise<SummaryResult[]> {
  for (const path of removed) await rows.remove(path, settings);
  const read = new Map<string, Row>();
  for (const [i, path] of paths.entries()) {
    context.progress(i, paths.length, path);
    await context.breathe();
    const row = (await rows.recall(path, settings)) ?? (await rows.read(path, settings, context.signal));
    read.set(path, row);
    if (!aside) rows.keep(path, row);
  }
  context.progress(paths.length, paths.length, '');
  if (!aside) return answer(paths, read, rows);
  return Promise.all(
    [...read].map(async ([path, row]): Promise<SummaryResult> => {
      return row.kind === 'session' ? { kind: 'session', summary: await rows.look(path, row.linkable) } : row;
    }),
  );
}

/** How many files are looked at before messages are let in. */
const STRIDE = 200;

/** Rows of those of these files that have not changed since they were read in an earlier run: no file is opened for them. */
export async function recall(
  { paths, settings }: WorkerCalls['recall']['request'],
  context: CallContext,
  rows: SessionRows,
): Promise<SummaryResult[]> {
  const known = new Map<string, Row>();
  await lookingOnce(async () => {
    for (const [i, path] of paths.entries()) {
      if (i % STRIDE === 0) await context.breathe();
      const row = await rows.recall(path, settings);
      if (!row) continue;
      known.set(path, row);
      rows.keep(path, row);
    }
  });
  return answer([...known.keys()], known, rows);
}

/** The rows in the order of the paths, and after them the others that have changed. */
async function answer(paths: readonly string[], read: ReadonlyMap<string, Row>, rows: SessionRows): Promise<SummaryResult[]> {
  const changed = await rows.settle();
  const answers: SummaryResult[] = [];
  for (const path of paths) {
    const row = read.get(path);
    const summary = changed.get(path);
    if (row && row.kind !== 'session') answers.push(row);
    else if (summary) answers.push({ kind: 'session', summary });
  }
  for (const [path, summary] of changed) if (!read.has(path)) answers.push({ kind: 'session', summary });
  return answers;
}
