import { MANAGED_HEADING } from '../../../src/core/skill/skillDocument.ts';
import type { Random } from '../../soak/random.ts';

const LINES: readonly string[] = [
  '',
  '',
  'Work through the steps in order.',
  '# Mooring',
  '## When to use it',
  '### Details',
  '## Learned rules',
  '1. First look at the quay.',
  '- [ ] a task of the author',
  '- [not-ours] a list item that begins like a rule',
  '- [pruned-tree] another one',
  '```sh',
  '```',
  '~~~',
  '    indented code',
  '<!-- a note',
  '-->',
  '<!-- in one line -->',
  '| a | b |',
  '|---|---|',
  'Setext',
  '======',
  '---',
  '> quoted',
  '\ttab',
  'trailing blanks   ',
  'ünï \u{1f6a2} \u2028 separator',
  '<details><summary>more</summary>',
  '</details>',
  '[link]: https://example.org "title"',
];

const FRONT: readonly string[] = [
  '---\nname: demo\ndescription: Moors boats at a quay.\n---\n',
  '---\nname: demo\ndescription: >-\n  Moors boats\n  at a quay.\nlicense: MIT\nmetadata:\n  author: someone\n---\n\n',
  '---\nname: "demo"\ndescription: \'With: colon\'\nallowed-tools: Read, Bash\n---\n',
  '--- \nname: demo\ndescription: Blanks behind the dashes.\n---\t\n',
  '---\nname: demo\ndescription: Never closed.\n',
  '---\n---\n',
  '---\nname: Demo Skill\nversion: 3\n# a comment\ndescription: Odd keys.\n---\n',
  '---\n: [broken\n---\n',
  '\n---\nname: demo\n---\n',
  '',
];

/** A SKILL.md that nobody wrote, of any shape that people's files have, and of some that they should not have. */
export function makeSkillText(random: Random): string {
  const body = Array.from({ length: random.between(0, 24) }, () => random.pick(LINES)).join('\n');
  return random.pick(FRONT) + body + random.pick(['', '\n', '\n\n', '   ', '\n```']);
}

/** The same text as another editor, another system or a careless hand would have left it. */
export function disturb(text: string, random: Random): string {
  let result = text;
  const ends = random.next();
  if (ends < 0.25) result = result.replaceAll(/\r\n|\r|\n/g, '\r\n');
  else if (ends < 0.3) result = result.replaceAll(/\r\n|\n/g, '\r');
  else if (ends < 0.4) result = result.replaceAll(/\r\n|\n/g, (end) => (random.next() < 0.5 ? '\r\n' : end));
  if (random.next() < 0.2) result = `\ufeff${result.replace(/^\ufeff/, '')}`;
  if (random.next() < 0.3) result = result.replace(/\s+$/, '');
  if (random.next() < 0.15) result = result.slice(0, random.between(0, result.length));
  if (random.next() < 0.25) result = withBlock(result, random);
  return result;
}

/** With a block that stands there already: as we write it, or as a person has changed it. */
function withBlock(text: string, random: Random): string {
  const rules = [
    '- [prune-overlap-77bb22] Do not read the same range twice.',
    '- [repair-program-00aa11] Use `python3` here, not `python`.',
  ];
  const own = random.pick(['', '- My own line', 'Some words between.', '  ', '### A heading below']);
  const block = [MANAGED_HEADING, random.pick(['', 'An intro.']), ...rules.slice(0, random.between(0, 2)), own, ''].join('\n');
  const lines = text.split('\n');
  const at = random.between(0, lines.length);
  return [...lines.slice(0, at), block, ...lines.slice(at)].join('\n');
}
