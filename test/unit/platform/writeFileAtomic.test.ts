import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readTextFile } from '../../../src/platform/readTextFile.ts';
import { writeFileAtomic } from '../../../src/platform/writeFileAtomic.ts';
import { temporaryFolder } from './temporaryFolder.ts';

test('replaces the content and keeps the mode, leaving nothing else behind', async () => {
  const folder = temporaryFolder({ 'SKILL.md': 'old' });
  chmodSync(path.join(folder, 'SKILL.md'), 0o640);
  await writeFileAtomic(path.join(folder, 'SKILL.md'), 'new');
  expect(readFileSync(path.join(folder, 'SKILL.md'), 'utf8')).toBe('new');
  expect(statSync(path.join(folder, 'SKILL.md')).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(['SKILL.md']);
});

test('makes a new file with its folders', async () => {
  const folder = temporaryFolder();
  await writeFileAtomic(path.join(folder, '.claude/skills/x/SKILL.md'), 'new');
  expect(readFileSync(path.join(folder, '.claude/skills/x/SKILL.md'), 'utf8')).toBe('new');
});

test('leaves a read-only file as it is and says so', async () => {
  const folder = temporaryFolder({ 'SKILL.md': 'old' });
  const file = path.join(folder, 'SKILL.md');
  chmodSync(file, 0o444);
  await expect(writeFileAtomic(file, 'new')).rejects.toThrow(`${file}: is read-only; nothing was changed`);
  expect(readFileSync(file, 'utf8')).toBe('old');
});

test('writes through a symbolic link', async () => {
  const folder = temporaryFolder({ 'shared.md': 'old' });
  symlinkSync(path.join(folder, 'shared.md'), path.join(folder, 'SKILL.md'));
  await writeFileAtomic(path.join(folder, 'SKILL.md'), 'new');
  expect(lstatSync(path.join(folder, 'SKILL.md')).isSymbolicLink()).toBe(true);
  expect(readFileSync(path.join(folder, 'shared.md'), 'utf8')).toBe('new');
});

test('does not write over a folder', async () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'SKILL.md'));
  await expect(writeFileAtomic(path.join(folder, 'SKILL.md'), 'x')).rejects.toThrow('is not a regular file');
});

test('reads text with its byte order mark and names the line that is not UTF-8', async () => {
  const folder = temporaryFolder({ 'bom.md': '\ufeffa\r\nb', 'bad.md': Buffer.from([0x61, 0x0a, 0x62, 0xff, 0x0a]) });
  expect(await readTextFile(path.join(folder, 'bom.md'))).toBe('\ufeffa\r\nb');
  await expect(readTextFile(path.join(folder, 'bad.md'))).rejects.toThrow('line 2 is not valid UTF-8');
});
