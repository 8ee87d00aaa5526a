import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../platform/temporaryFolder.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const CLI = path.join(ROOT, 'src/cli/main.ts');
const SESSIONS = path.join(ROOT, 'test/workspace/sessions');

/** Another day for the whole process, whoever asks. */
const LATER = `data:text/javascript,${encodeURIComponent(`
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) { given.length === 0 ? super(4e12) : super(...given); }
  static now() { return 4e12; }
};`)}`;

/** The cards of these sessions in a new folder, by name; each run is a process of its own. */
async function cardsOf(paths: readonly string[], env: Record<string, string>, preload: string[] = []): Promise<Map<string, string>> {
  const out = temporaryFolder();
  await promisify(execFile)(process.execPath, [...preload, CLI, 'card', ...paths, '--out', out], { cwd: ROOT, env: { PATH: '', ...env } });
  return new Map(readdirSync(out).map((name) => [name, readFileSync(path.join(out, name), 'utf8')]));
}

it('writes the same cards on another day, in another zone and language, and in whatever order the files come', async () => {
  const paths = readdirSync(SESSIONS)
    .sort()
    .map((name) => path.join(SESSIONS, name));
  const one = await cardsOf(paths, { TZ: 'UTC', LC_ALL: 'C', LANG: 'C' });
  const other = await cardsOf([...paths].reverse(), { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' }, [
    '--import',
    LATER,
  ]);
  expect(one.size).toBeGreaterThan(3);
  expect([...other].sort()).toEqual([...one].sort());
});
