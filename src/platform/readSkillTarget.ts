import { existsSync } from 'node:fs';
import path from 'node:path';
import { newSkill, toSkillName } from '../core/skill/newSkill.ts';
import { SKILL_FILE } from '../core/skill/skillPlaces.ts';
import { readTextFile } from './readTextFile.ts';
import { NotWritten, writeFileAtomic } from './writeFileAtomic.ts';

export interface SkillTarget {
  /** Absolute path. */
  file: string;
  /** Its text, or that of a new skill. */
  text: string;
  isNew: boolean;
}

/** The skill that rules are for. Throws an Error for a file that cannot be read, or for a new one whose folder cannot bear a skill's name. */
export async function readSkillTarget(file: string): Promise<SkillTarget> {
  if (existsSync(file)) return { file, text: await readTextFile(file), isNew: false };
  const folder = path.basename(path.dirname(file));
  if (path.basename(file) !== SKILL_FILE) throw new Error(`${file}: there is no such file, and a new skill is called ${SKILL_FILE}`);
  if (toSkillName(folder) !== folder) {
    throw new Error(
      `${file}: a new skill is named like its folder, in lower-case letters, digits and hyphens: try ${toSkillName(folder)}/${SKILL_FILE}`,
    );
  }
  return { file, text: newSkill(folder), isNew: true };
}

/** Writes the skill's new text, unless the file has changed since it was read. Throws NotWritten; then the file is as it was. */
export async function writeSkillTarget({ file, text, isNew }: SkillTarget, after: string): Promise<void> {
  const now = existsSync(file) ? await readTextFile(file) : undefined;
  if (isNew ? now !== undefined : now !== text) {
    throw new NotWritten(file, 'has changed since the rules were proposed; nothing was changed. Run the command again');
  }
  await writeFileAtomic(file, after);
}
