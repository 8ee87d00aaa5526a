import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { claudeSession } from '../unit/cli/sampleSessions.ts';
import { temporaryFolder } from '../unit/platform/temporaryFolder.ts';
import { readCatalog } from './readCatalog.ts';

const FILES = 300;
const FOLDERS = 20;

test('the catalog lists each session once in folders that lead to each other, comes to an end, and reads none of them again', async () => {
  const [root, storage] = [temporaryFolder(), temporaryFolder()];
  for (let i = 0; i < FILES; i++) {
    const folder = path.join(root, `p${i % FOLDERS}`);
    if (i < FOLDERS) mkdirSync(folder);
    writeFileSync(path.join(folder, `s${i}.jsonl`), claudeSession({ sessionId: `s${i}`, turns: 0 }));
  }
  for (let i = 0; i < FOLDERS; i++) {
    symlinkSync(root, path.join(root, `p${i}`, 'all'));
    symlinkSync(path.join(root, `p${(i * 7) % FOLDERS}`), path.join(root, `p${i}`, 'other'));
  }
  const first = await readCatalog(root, storage);
  const paths = first.sessions.map((session) => path.relative(root, session.path)).sort();
  expect(paths).toEqual(Array.from({ length: FILES }, (_, i) => path.join(`p${i % FOLDERS}`, `s${i}.jsonl`)).sort());
  expect([first.read, first.problems]).toEqual([FILES, []]);
  const second = await readCatalog(root, storage);
  expect([second.sessions.length, second.read, second.problems]).toEqual([FILES, 0, []]);
});
