import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readSkillTarget, writeSkillTarget } from '../../../src/platform/readSkillTarget.ts';
import { temporaryFolder } from './temporaryFolder.ts';

test('writes the new text of a skill as it was read', async () => {
  const file = path.join(temporaryFolder({ 'x/SKILL.md': '\ufeffold\r\n' }), 'x/SKILL.md');
  const target = await readSkillTarget(file);
  expect(target).toEqual({ file, text: '\ufeffold\r\n', isNew: false });
  await writeSkillTarget(target, `${target.text}new\r\n`);
  expect(readFileSync(file, 'utf8')).toBe('\ufeffold\r\nnew\r\n');
});

test('does not write over what changed since the rules were proposed', async () => {
  const file = path.join(temporaryFolder({ 'x/SKILL.md': 'old' }), 'x/SKILL.md');
  const target = await readSkillTarget(file);
  appendFileSync(file, ' and more');
  await expect(writeSkillTarget(target, 'new')).rejects.toThrow(`${file}: has changed since the rules were proposed`);
  expect(readFileSync(file, 'utf8')).toBe('old and more');
});

test('does not write over a skill that someone else has started meanwhile', async () => {
  const file = path.join(temporaryFolder({ 'x/notes.md': '' }), 'x/SKILL.md');
  const target = await readSkillTarget(file);
  expect(target.isNew).toBe(true);
  writeFileSync(file, 'theirs');
  await expect(writeSkillTarget(target, 'ours')).rejects.toThrow('has changed');
  expect(readFileSync(file, 'utf8')).toBe('theirs');
});
