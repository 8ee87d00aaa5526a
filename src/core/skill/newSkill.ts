import { NAME_LIMIT } from './skillLimits.ts';
import { yamlText } from './yamlText.ts';

/** Any text as a valid skill name: lower-case letters, digits, single hyphens. Falls back to "learned-rules" when nothing is left. */
export function toSkillName(text: string): string {
  const name = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, NAME_LIMIT)
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'learned-rules' : name;
}

/**
 * The text of a new, valid SKILL.md for a folder of this name. Throws RangeError for a folder that cannot bear a skill's name, because
 * name and folder must be equal: give `toSkillName` the wish first.
 */
export function newSkill(folder: string): string {
  if (toSkillName(folder) !== folder) throw new RangeError(`not a skill name: ${folder.slice(0, 80)}`);
  return [
    '---',
    `name: ${yamlText(folder)}`,
    'description: Habits that save cost and avoid known failures in this project. Use for every task that runs tools or commands here.',
    '---',
    '',
    `# ${folder}`,
    '',
    'Rules learned from earlier sessions in this project. Follow them unless the user asks for something else.',
    '',
  ].join('\n');
}
