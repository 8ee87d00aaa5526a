import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { makeFolder } from '../../../src/platform/makeFolder.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const PLATFORM = path.join(import.meta.dirname, '../../../src/platform');

test('makes what is missing, with the mode that is asked for, and leaves the rest', async () => {
  const folder = temporaryFolder();
  const before = statSync(folder).mode;
  await makeFolder(path.join(folder, 'a/b/c'), 0o700);
  await makeFolder(path.join(folder, 'a/b/c'), 0o777);
  for (const name of ['a', 'a/b', 'a/b/c']) expect(statSync(path.join(folder, name)).mode & 0o077).toBe(0);
  expect(statSync(folder).mode).toBe(before);
});

test('two that make the same folders at once both have them', async () => {
  const wanted = path.join(temporaryFolder(), 'a/b/c/d');
  await Promise.all(Array.from({ length: 8 }, () => makeFolder(wanted)));
  expect(statSync(wanted).isDirectory()).toBe(true);
});

// A thread that never comes back would keep this process too, so a process of its own does it, and is ended when it takes too long.
test.skipIf(!existsSync('/proc/self'))('a folder in which nothing can be made is an error, not a wait without end (needs /proc)', () => {
  const writer = pathToFileURL(path.join(PLATFORM, 'writeFileAtomic.ts')).href;
  const program = `const { writeFileAtomic } = await import('${writer}');
    await writeFileAtomic('/proc/none/clawtrace/rows', 'x').catch((error) => console.log(error.message));`;
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', timeout: 10_000 });
  expect(signal).toBeNull();
  expect(stdout).toBe('/proc/none/clawtrace/rows: could not be written: no such file or folder; nothing was changed\n');
});
