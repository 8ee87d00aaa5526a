import { NAME_LIMIT } from './skillLimits.ts';

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
    `name: ${quoteIfNeeded(folder)}`,
    'description: Habits that save cost and avoid known failures in this project. Use for every task that runs tools or commands here.',
    '---',
    '',
    `# ${folder}`,
    '',
    'Rules learned from earlier sessions in this project. Follow them unless the user asks for something else.',
    '',
  ].join('\n');
}

/** A name of digits alone, or a word like `true`, would not be a text in YAML. */
function quoteIfNeeded(name: string): string {
  return /^[a-z][a-z0-9-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/.test(name) ? name : `"${name}"`;
}
