import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newSkill } from '../../src/core/skill/newSkill.ts';
import type { CallContext } from '../../src/worker/callServer.ts';
import { createHandlers } from '../../src/worker/createHandlers.ts';
import { generateSession } from './generateCorpus.ts';

const context: CallContext = { signal: new AbortController().signal, progress: () => {}, breathe: () => Promise.resolve() };

/** Rows of [what, milliseconds of wall time, ratio]: rules from these sessions, then after one more, then in a new window. */
export async function benchDistill(files: readonly string[]): Promise<[what: string, ms: number, ratio: string][]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'clawtrace-bench-'));
  const options = { storage: path.join(folder, 'storage'), version: 'bench', log: () => {} };
  const skill = { file: path.join(folder, 'x/SKILL.md'), text: newSkill('x'), isNew: true };
  const added = path.join(folder, 'one-more.jsonl');
  const run = async (paths: string[], handlers = createHandlers(options)): Promise<number> => {
    const start = performance.now();
    await handlers.distill({ targets: [{ paths, skill, context: [], rejected: [] }], settings: { prices: [] } }, context);
    const ms = performance.now() - start;
    await handlers.flush({}, context);
    return ms;
  };
  try {
    const first = await run([...files]);
    writeFileSync(added, generateSession(120));
    const second = await run([...files, added]);
    const third = await run([...files, added]);
    return [
      [`${files.length} sessions, first run`, first, '1'],
      ['after one new session, notes from disk', second, (second / first).toFixed(3)],
      ['nothing new, notes from disk', third, (third / first).toFixed(3)],
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
