import { appendFileSync, chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lookingOnce } from '../../../src/platform/lookOnce.ts';
import { formatAddress } from '../../../src/platform/sessionAddress.ts';
import { RowCache, stampFiles } from '../../../src/platform/rowCache.ts';
import { MadeStore } from './makeStore.ts';
import { temporaryFolder } from './temporaryFolder.ts';

function open(folder: string, tag = '1'): { cache: RowCache<string>; log: string[] } {
  const log: string[] = [];
  const cache = new RowCache<string>({ file: path.join(folder, 'storage', 'rows.jsonl'), tag, log: (message) => log.push(message) });
  return { cache, log };
}

async function keep(cache: RowCache<string>, file: string, row: string): Promise<void> {
  cache.set(file, stampFiles([file]) ?? [], row);
  await cache.flush();
}

async function recall(folder: string, file: string, tag?: string): Promise<{ row: string | undefined; log: string[] }> {
  const { cache, log } = open(folder, tag);
  await cache.load();
  return { row: cache.get(file, [file]), log };
}

async function keptFile(content = 'a'): Promise<{ folder: string; file: string }> {
  const folder = temporaryFolder({ 'a.jsonl': content });
  const file = path.join(folder, 'a.jsonl');
  await keep(open(folder).cache, file, 'row of a');
  return { folder, file };
}

test('gives back in a second run what was kept in the first', async () => {
  const { folder, file } = await keptFile();
  expect(await recall(folder, file)).toEqual({ row: 'row of a', log: [] });
  expect(await recall(folder, path.join(folder, 'b.jsonl'))).toEqual({ row: undefined, log: [] });
});

test.each<[string, (file: string) => void]>([
  ['grew', (file) => appendFileSync(file, 'b')],
  ['was rewritten at the same length', (file) => (writeFileSync(file, 'b'), utimesSync(file, 1, 1))],
  ['is gone', (file) => rmSync(file)],
  ['was replaced by another of the same size and time', (file) => replace(file, 'b')],
])('forgets a row whose file %s', async (_, change) => {
  const { folder, file } = await keptFile();
  change(file);
  expect((await recall(folder, file)).row).toBeUndefined();
});

function replace(file: string, content: string): void {
  const { atime, mtime } = statSync(file);
  rmSync(file);
  writeFileSync(file, content);
  utimesSync(file, atime, mtime);
}

test('knows a file again that was copied back with its time', async () => {
  const folder = temporaryFolder({ 'a.jsonl': 'a' });
  const file = path.join(folder, 'a.jsonl');
  utimesSync(file, 1000, 1000);
  await keep(open(folder).cache, file, 'row of a');
  copyFileSync(file, `${file}.bak`);
  rmSync(file);
  copyFileSync(`${file}.bak`, file);
  utimesSync(file, 1000, 1000);
  expect((await recall(folder, file)).row).toBe('row of a');
});

test('forgets a row when a fact beside the files is another', async () => {
  const { folder, file } = await keptFile();
  const { cache } = open(folder);
  await cache.load();
  expect(cache.get(file, [file], 'marked as a failure')).toBeUndefined();
});

test('forgets a row when a file of a sub-agent has come', async () => {
  const { folder, file } = await keptFile();
  const { cache } = open(folder);
  await cache.load();
  expect(cache.get(file, [file, `${file}.agent`])).toBeUndefined();
});

test.each<[string, (storage: string) => void]>([
  ['cut', (storage) => writeFileSync(storage, readFileSync(storage, 'utf8').slice(0, -3))],
  ['with a bit turned', (storage) => writeFileSync(storage, readFileSync(storage, 'utf8').replace('row of a', 'row of b'))],
  ['not ours', (storage) => writeFileSync(storage, 'hello')],
  ['empty', (storage) => writeFileSync(storage, '')],
])('throws away a file that is %s, says so, and makes it anew', async (_, damage) => {
  const { folder, file } = await keptFile();
  damage(path.join(folder, 'storage', 'rows.jsonl'));
  const { row, log } = await recall(folder, file);
  expect(row).toBeUndefined();
  expect(log).toEqual([expect.stringContaining('of another version, or damaged')]);
  await keep(open(folder).cache, file, 'new');
  expect(await recall(folder, file)).toEqual({ row: 'new', log: [] });
});

test('throws away what another version has kept', async () => {
  const { folder, file } = await keptFile();
  const { row, log } = await recall(folder, file, '2');
  expect([row, log.length]).toEqual([undefined, 1]);
});

test('goes on without when it cannot write, and says it once', async () => {
  const folder = temporaryFolder({ 'a.jsonl': 'a', storage: 'a file where the folder should be' });
  const file = path.join(folder, 'a.jsonl');
  const { cache, log } = open(folder);
  await keep(cache, file, '1');
  await keep(cache, file, '2');
  expect(cache.get(file, [file])).toBe('2');
  expect(log.filter((message) => message.includes('cannot be kept'))).toHaveLength(1);
});

test('leaves alone a file that is marked read-only', async () => {
  const { folder, file } = await keptFile();
  const storage = path.join(folder, 'storage', 'rows.jsonl');
  chmodSync(storage, 0o444);
  const { cache, log } = open(folder);
  await keep(cache, file, '2');
  expect(log).toEqual([expect.stringContaining('read-only')]);
  expect(readFileSync(storage, 'utf8')).toContain('row of a');
});

test('keeps what another window has written, and drops the rows of files that are gone', async () => {
  const folder = temporaryFolder({ 'a.jsonl': 'a', 'b.jsonl': 'b', 'c.jsonl': 'c' });
  mkdirSync(path.join(folder, 'storage'));
  const [a, b, c] = ['a', 'b', 'c'].map((name) => path.join(folder, `${name}.jsonl`)) as [string, string, string];
  const first = open(folder).cache;
  const second = open(folder).cache;
  await keep(first, a, 'a');
  await keep(second, b, 'b');
  rmSync(a);
  await keep(first, c, 'c');
  const third = open(folder).cache;
  await third.load();
  expect([third.get(b, [b]), third.get(c, [c])]).toEqual(['b', 'c']);
  await keep(third, c, 'c again');
  expect(readFileSync(path.join(folder, 'storage', 'rows.jsonl'), 'utf8')).not.toContain(JSON.stringify(a));
});

test('keeps the row of a session that stands in a database until that session has changed', async () => {
  const folder = temporaryFolder({});
  const store = new MadeStore(folder);
  store.addSession('one', '{"type":"session","id":"one"}\n');
  store.addSession('two', '{"type":"session","id":"two"}\n');
  const [one, two] = ['one', 'two'].map((sessionId) => formatAddress({ database: store.path, sessionId })) as [string, string];
  await keep(open(folder).cache, one, 'row of one');
  await keep(open(folder).cache, two, 'row of two');
  expect(await lookingOnce(() => recall(folder, one))).toEqual({ row: 'row of one', log: [] });
  store.addRecord('two', '{"type":"message","id":"m"}');
  expect((await recall(folder, one)).row).toBe('row of one');
  expect((await recall(folder, two)).row).toBeUndefined();
  store.close();
});
