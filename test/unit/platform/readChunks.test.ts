import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readChunks } from '../../../src/platform/readChunks.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** Reads a file of three chunks and does something to it after the first. */
async function readWhile(meanwhile: (file: string) => void): Promise<{ file: string; read: Promise<string> }> {
  const file = path.join(temporaryFolder({ 's.jsonl': 'aaaabbbbcc' }), 's.jsonl');
  let text = '';
  const read = readChunks(
    file,
    (chunk) => {
      text += Buffer.from(chunk).toString();
      if (text.length === 4) meanwhile(file);
    },
    { chunkBytes: 4 },
  ).then(() => text);
  read.catch(() => {});
  return { file, read };
}

test('gives the bytes in order', async () => {
  const { read } = await readWhile(() => {});
  expect(await read).toBe('aaaabbbbcc');
});

test('reads on in a file that grows', async () => {
  const { read } = await readWhile((file) => appendFileSync(file, 'dd'));
  expect(await read).toBe('aaaabbbbccdd');
});

test.each([
  ['was deleted while it was read', (file: string) => rmSync(file)],
  ['was cut short while it was read', (file: string) => truncateSync(file, 2)],
  [
    'was replaced by another file while it was read',
    (file: string) => {
      writeFileSync(`${file}.new`, 'xxxxyyyyzz');
      renameSync(`${file}.new`, file);
    },
  ],
])('names a file that %s', async (reason, meanwhile) => {
  const { file, read } = await readWhile(meanwhile);
  await expect(read).rejects.toThrow(`${file}: ${reason}`);
});

test('stops at the signal between chunks', async () => {
  const abort = new AbortController();
  const file = path.join(temporaryFolder({ 's.jsonl': 'aaaabbbb' }), 's.jsonl');
  const seen: string[] = [];
  const read = readChunks(
    file,
    (chunk) => {
      seen.push(Buffer.from(chunk).toString());
      abort.abort(new Error('enough'));
    },
    { chunkBytes: 4, signal: abort.signal },
  );
  await expect(read).rejects.toThrow('enough');
  expect(seen).toEqual(['aaaa']);
});

test('starts at an offset and stops when the receiver has enough', async () => {
  const file = path.join(temporaryFolder({ 's.jsonl': 'aaaabbbbcccc' }), 's.jsonl');
  const seen: string[] = [];
  const stats = await readChunks(file, (chunk) => seen.push(Buffer.from(chunk).toString()) < 1, { chunkBytes: 4, offset: 2 });
  expect(seen).toEqual(['aabb']);
  expect(stats).toMatchObject({ bytes: 4, complete: false });
});

test('says what is wrong with what is no file', async () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'sub'));
  await expect(readChunks(path.join(folder, 'sub'), () => {})).rejects.toThrow('is a folder, not a file');
  await expect(readChunks(path.join(folder, 'gone'), () => {})).rejects.toThrow('no such file or folder');
});
