import { toSkillName } from '../../core/skill/newSkill.ts';
import type { Translate } from '../../protocol/translate.ts';

/** Why a new skill cannot bear this name; undefined when it can. The rules are those of the Agent Skills specification. */
export function skillNameProblem(name: string, t: Translate): string | undefined {
  if (name === '') return t('A skill needs a name.');
  if (toSkillName(name) === name) return undefined;
  return t('Lower-case letters, digits and single hyphens, at most 64. For example: {0}', toSkillName(name));
}
