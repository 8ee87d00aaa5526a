import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { discoverTraces } from '../../../src/platform/discoverTraces.ts';
import { temporaryFolder } from './temporaryFolder.ts';

async function namesIn(folder: string, paths: readonly string[] = [folder]): Promise<string[]> {
  const { files } = await discoverTraces(paths);
  return files.map((file) => path.relative(folder, file.path));
}

test('finds session files in all folders below, in order of their paths', async () => {
  const folder = temporaryFolder({
    'b/2.jsonl': '',
    'a/1.json': '',
    'B.log': '',
    'a/deep/er/3.jsonl.reset.2026-01-01T00-00-00Z': '',
    'notes.md': '',
  });
  expect(await namesIn(folder)).toEqual(['B.log', 'a/1.json', 'a/deep/er/3.jsonl.reset.2026-01-01T00-00-00Z', 'b/2.jsonl']);
});

test('passes over copies, locks and folders of tools', async () => {
  const folder = temporaryFolder({
    's.jsonl': '',
    's.jsonl.deleted.2026-02-18T05-21-49.033Z': '',
    's.checkpoint.17.jsonl': '',
    's.jsonl.bak-20260101': '',
    's.trajectory.jsonl': '',
    's.jsonl.lock': '',
    'node_modules/x/y.jsonl': '',
    '.git/y.jsonl': '',
  });
  expect(await namesIn(folder)).toEqual(['s.jsonl', 's.jsonl.deleted.2026-02-18T05-21-49.033Z']);
});

test('always takes a file that was named, whatever its name', async () => {
  const folder = temporaryFolder({ 'session.txt': 'x', 'a.jsonl': '' });
  const { files } = await discoverTraces([path.join(folder, 'session.txt'), folder]);
  expect(files.map(({ path: file, given, bytes }) => [path.basename(file), given, bytes])).toEqual([
    ['a.jsonl', false, 0],
    ['session.txt', true, 1],
  ]);
});

test('lists a file once that is reached by several ways, and remembers that it was named', async () => {
  const folder = temporaryFolder({ 'a/1.jsonl': '' });
  const { files } = await discoverTraces([folder, path.join(folder, 'a'), path.join(folder, 'a/1.jsonl')]);
  expect(files).toHaveLength(1);
  expect(files[0]?.given).toBe(true);
});

test('ends a circle of symbolic links and passes over dangling ones', async () => {
  const folder = temporaryFolder({ 'a/1.jsonl': '' });
  symlinkSync(folder, path.join(folder, 'a/up'));
  symlinkSync(path.join(folder, 'nowhere.jsonl'), path.join(folder, 'dangling.jsonl'));
  symlinkSync('self', path.join(folder, 'self'));
  expect(await discoverTraces([folder])).toMatchObject({ files: [{ given: false }], problems: [] });
});

test('a file goes by the path on which no link lies, wherever the links stand', async () => {
  const folder = temporaryFolder({ 'b/1.jsonl': '', 'c/deep/2.jsonl': '' });
  mkdirSync(path.join(folder, 'a'));
  symlinkSync('../b', path.join(folder, 'a/link'));
  symlinkSync('../../c', path.join(folder, 'b/c'));
  symlinkSync('1.jsonl', path.join(folder, 'b/0.jsonl'));
  const { files } = await discoverTraces([path.join(folder, 'a'), folder]);
  expect(files.map(({ path: file }) => path.relative(folder, file))).toEqual([
    path.join('b', '1.jsonl'),
    path.join('c', 'deep', '2.jsonl'),
  ]);
});

test('names a path that does not exist and searches the others', async () => {
  const folder = temporaryFolder({ '1.jsonl': '' });
  const { files, problems } = await discoverTraces([path.join(folder, 'gone'), folder]);
  expect(files).toHaveLength(1);
  expect(problems).toEqual([{ path: path.join(folder, 'gone'), reason: 'no such file or folder' }]);
});

test('stops when it is aborted', async () => {
  const folder = temporaryFolder({ '1.jsonl': '' });
  await expect(discoverTraces([folder], AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});

test('keeps a relative path relative', async () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'x'));
  const relative = path.relative(process.cwd(), path.join(folder, 'x'));
  expect((await discoverTraces([path.join(relative, 'gone')])).problems[0]?.path).toBe(path.join(relative, 'gone'));
});
