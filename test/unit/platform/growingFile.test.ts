import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GrowingFile } from '../../../src/platform/growingFile.ts';
import { loadSession } from '../../../src/platform/loadSession.ts';
import type { LoadResult } from '../../../src/platform/loadSession.ts';
import { claudeSession, piSession } from '../cli/sampleSessions.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const session = claudeSession({ turns: 60 });

function open(content: string | Uint8Array = session): { path: string; file: GrowingFile } {
  const at = path.join(temporaryFolder({ 's1.jsonl': content }), 's1.jsonl');
  return { path: at, file: new GrowingFile(at) };
}

/** What a first read of the file as it is now gives. */
async function anew(at: string): Promise<LoadResult> {
  return loadSession(at);
}

test('reads only what was appended, and gives what a first read gives', async () => {
  const { path: at, file } = open();
  expect(await file.read()).toEqual(await anew(at));
  expect(file.bytesRead).toBe(Buffer.byteLength(session));
  const line = claudeSession({ prefix: 'more', turns: 1 });
  const before = file.bytesRead;
  appendFileSync(at, line);
  expect(await file.read()).toEqual(await anew(at));
  // Beside the new bytes only those that prove that the old ones are still there.
  expect(file.bytesRead - before).toBeLessThan(Buffer.byteLength(line) + 3 * 4096);
});

test('gives the same after bytes that end anywhere', async () => {
  const bytes = Buffer.from(claudeSession({ turns: 2 }).replace('Look', 'Schau, größer'));
  const { path: at, file } = open('');
  for (let end = 0; end < bytes.length; end += 97) {
    writeFileSync(at, bytes.subarray(end, end + 97), { flag: 'a' });
    expect(await file.read()).toEqual(await anew(at));
  }
});

test('does not touch a file that has not changed', async () => {
  const { file } = open();
  const first = await file.read();
  const before = file.bytesRead;
  expect(await file.read()).toBe(first);
  expect(file.bytesRead).toBe(before);
});

test.each<[string, (at: string) => void]>([
  ['replaced by another', (at) => (writeFileSync(`${at}.new`, claudeSession({ prefix: 'x', turns: 90 })), renameSync(`${at}.new`, at))],
  ['rewritten in place, longer', (at) => writeFileSync(at, claudeSession({ prefix: 'y', turns: 90 }))],
  ['rewritten with the same head', (at) => writeFileSync(at, session.slice(0, 9000) + claudeSession({ prefix: 'z', turns: 90 }))],
  ['rewritten at the same length', (at) => (writeFileSync(at, session.replace('Three', 'Seven')), utimesSync(at, 1, 1))],
  ['cut short', (at) => truncateSync(at, 5000)],
  ['cut short and written on', (at) => (truncateSync(at, 5000), appendFileSync(at, claudeSession({ prefix: 'w', turns: 70 })))],
  ['of another format now', (at) => writeFileSync(at, piSession() + ' '.repeat(session.length))],
  ['empty now', (at) => truncateSync(at, 0)],
])('reads a file anew that was %s', async (_, change) => {
  const { path: at, file } = open();
  await file.read();
  change(at);
  expect(await file.read()).toEqual(await anew(at));
});

test('says what is wrong, and reads again when it is not', async () => {
  const { path: at, file } = open();
  await file.read();
  const bytes = readFileSync(at);
  rmSync(at);
  expect(await file.read()).toMatchObject({ kind: 'unreadable', reason: 'no such file or folder' });
  mkdirSync(at);
  expect(await file.read()).toMatchObject({ kind: 'unreadable', reason: 'is a folder, not a file' });
  rmSync(at, { recursive: true });
  writeFileSync(at, bytes);
  expect(await file.read()).toEqual(await anew(at));
});

test('forgets what it has read half-way when it is given up', async () => {
  const { path: at, file } = open();
  await file.read();
  appendFileSync(at, claudeSession({ prefix: 'more' }));
  await expect(file.read(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  expect(await file.read()).toEqual(await anew(at));
});
