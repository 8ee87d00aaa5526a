import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { comparePaths } from './discoverTraces.ts';
import { lookAt } from './lookOnce.ts';

const FOLDER = 'llm_completions';

/** The logs of completions beside a session's file: in their folder (of the run '') and in its folders, one for each run. */
export function listCompletionLogs(sessionFile: string): Promise<[run: string, log: string][]> {
  return listIn(folderOf(sessionFile));
}

/** Changes with the logs beside the file; '' where there are none. What depends on them is asked for by file, but they stand in one folder for many. */
export function stampCompletionLogs(sessionFile: string): Promise<string> {
  const folder = folderOf(sessionFile);
  return lookAt(`logs ${folder}`, async () => {
    // Hardly any session has them, and to ask the system in passing is ten times as fast as to wait for its answer.
    if (!existsSync(folder)) return '';
    const hash = createHash('sha256');
    for (const [, log] of await listIn(folder)) {
      const stats = statSync(log, { bigint: true, throwIfNoEntry: false });
      hash.update(JSON.stringify([log, stats && [stats.size, stats.mtimeNs, stats.ctimeNs, stats.dev, stats.ino].map(String)]));
    }
    return hash.digest('hex').slice(0, 16);
  });
}

function folderOf(sessionFile: string): string {
  return path.join(path.dirname(sessionFile), FOLDER);
}

async function listIn(folder: string): Promise<[run: string, log: string][]> {
  const logs: [string, string][] = [];
  for (const run of ['', ...(await namesIn(folder))]) {
    const names = await namesIn(path.join(folder, run));
    for (const name of names) if (name.endsWith('.json')) logs.push([run, path.join(folder, run, name)]);
  }
  return logs;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort(comparePaths);
}
