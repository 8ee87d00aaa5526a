import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { NoteBook } from '../../../src/worker/noteBook.ts';
import { SessionStore } from '../../../src/worker/sessionStore.ts';
import { wastefulSession } from '../cli/sampleSessions.ts';
import { temporaryFolder } from '../platform/temporaryFolder.ts';

const settings = { prices: [] };
const signal = new AbortController().signal;

/** A book with a store that counts what is read. */
function open(storage: string, version = '1'): { book: NoteBook; read: string[] } {
  const read: string[] = [];
  class CountingStore extends SessionStore {
    override glance(...args: Parameters<SessionStore['glance']>): ReturnType<SessionStore['glance']> {
      read.push(path.basename(args[0]));
      return super.glance(...args);
    }
  }
  return { book: new NoteBook(new CountingStore(), { storage, version, log: () => undefined }), read };
}

test('keeps notes for the next run, and reads again only what has changed', async () => {
  const folder = temporaryFolder({ 'a.jsonl': wastefulSession('a'), 'b.jsonl': wastefulSession('b') });
  const storage = temporaryFolder();
  const [a, b] = ['a.jsonl', 'b.jsonl'].map((name) => path.join(folder, name)) as [string, string];
  const first = open(storage);
  const notes = [await first.book.get(a, settings, signal), await first.book.get(b, settings, signal)];
  expect(notes[0]).toMatchObject({ id: 'a', path: a });
  await first.book.flush();

  const second = open(storage);
  expect([await second.book.get(a, settings, signal), await second.book.get(b, settings, signal)]).toEqual(notes);
  expect(second.read).toEqual([]);
  appendFileSync(b, wastefulSession('b').split('\n')[0] ?? '');
  await second.book.get(a, settings, signal);
  await second.book.get(b, settings, signal);
  expect(second.read).toEqual(['b.jsonl']);
  // Other prices make other notes.
  const prices = [{ provider: 'anthropic', model: 'claude-x', input: 1, output: 2 }];
  await second.book.get(a, { prices }, signal).catch(() => undefined);
  expect(second.read.length).toBeGreaterThan(1);
});

test('throws damaged notes and those of another version away', async () => {
  const folder = temporaryFolder({ 'a.jsonl': wastefulSession('a') });
  const storage = temporaryFolder();
  const a = path.join(folder, 'a.jsonl');
  const first = open(storage);
  const notes = await first.book.get(a, settings, signal);
  await first.book.flush();
  const other = open(storage, '2');
  await other.book.get(a, settings, signal);
  expect(other.read).toEqual(['a.jsonl']);
  const [file] = readdirSync(storage).map((name) => path.join(storage, name)) as [string];
  writeFileSync(file, readFileSync(file, 'utf8').replace('"step":', '"step":1'));
  const third = open(storage);
  expect(await third.book.get(a, settings, signal)).toEqual(notes);
  expect(third.read).toEqual(['a.jsonl']);
});

test('tells why a session cannot be read, and keeps nothing of it', async () => {
  const folder = temporaryFolder({ 'a.jsonl': '' });
  const { book } = open(temporaryFolder());
  expect(await book.get(path.join(folder, 'a.jsonl'), settings, signal)).toMatchObject({
    kind: 'not-a-trace',
    reason: expect.any(String) as string,
  });
  writeFileSync(path.join(folder, 'a.jsonl'), wastefulSession('a'));
  expect(await book.get(path.join(folder, 'a.jsonl'), settings, signal)).toMatchObject({ id: 'a' });
});
