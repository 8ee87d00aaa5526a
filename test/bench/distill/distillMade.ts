import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import { distillSkill } from '../../../src/core/costcraft/distillSkill.ts';
import type { PatchSet } from '../../../src/core/costcraft/patch.ts';
import { newSkill } from '../../../src/core/skill/newSkill.ts';

export const SKILL = { file: '/home/dev/harbour/.agents/skills/demo/SKILL.md', text: newSkill('demo'), isNew: true };

/** What a run without any context or history proposes for a new skill. */
export function distillMade(sessions: readonly AnalyzedSession[]): Promise<PatchSet> {
  return distillSkill({ sessions, skill: SKILL, context: [], rejected: [] });
}
