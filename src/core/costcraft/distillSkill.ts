import type { AnalyzedSession } from '../card/findings.ts';
import { distillNotes } from './distillNotes.ts';
import { FULL, type DistillInput, type DistillOptions } from './distillOptions.ts';
import { noteSession } from './noteSession.ts';
import type { PatchSet } from './patch.ts';
import type { SessionNotes } from './sessionNotes.ts';

export interface SkillInput extends Omit<DistillInput, 'sessions'> {
  /** In any order. Each is let go of as soon as its notes are taken. */
  sessions: Iterable<AnalyzedSession> | AsyncIterable<AnalyzedSession>;
}

/** Distils rules for one skill from analysed sessions: see distillNotes. */
export async function distillSkill(input: SkillInput, options: DistillOptions = FULL): Promise<PatchSet> {
  const sessions: SessionNotes[] = [];
  for await (const analyzed of input.sessions) sessions.push(noteSession(analyzed));
  return distillNotes({ ...input, sessions }, options);
}
