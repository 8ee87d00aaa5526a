import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Random } from '../../soak/random.ts';
import { findEditFault } from './fuzzedSkills.ts';
import { disturb, makeSkillText } from './makeSkillText.ts';

export interface EditFaults {
  edits: number;
  /** How many files the edits were made on; 0 where all were made up. */
  files: number;
  /** What went wrong, and how often. */
  faults: Record<string, number>;
}

/** E6 on made-up texts. */
export function fuzzMadeSkills(edits: number, seed: number): EditFaults {
  const faults: Record<string, number> = {};
  for (let i = 0; i < edits; i++) {
    const random = new Random(seed, 'skills', i);
    count(faults, findEditFault(disturb(makeSkillText(random), random), random));
  }
  return { edits, files: 0, faults };
}

/** E6 on the SKILL.md files below a folder: each as it stands, then in turn as others would have left them. */
export function fuzzSkillFiles(folder: string, edits: number, seed: number): EditFaults {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'SKILL.md')
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const faults: Record<string, number> = {};
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  const all = files.length === 0 ? 0 : Math.max(edits, files.length);
  for (let i = 0; i < all; i++) {
    const random = new Random(seed, 'skills', i);
    const [text, file] = [texts[i % texts.length] ?? '', files[i % files.length] ?? ''];
    count(faults, findEditFault(i < files.length ? text : disturb(text, random), random, file));
  }
  return { edits: all, files: files.length, faults };
}

function count(faults: Record<string, number>, fault: string | undefined): void {
  if (fault !== undefined) faults[fault] = (faults[fault] ?? 0) + 1;
}
