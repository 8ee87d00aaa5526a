import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/session/textEdit.ts';
import { fixSkill, type SkillFix } from '../../../src/core/skill/fixSkill.ts';
import { MANAGED_HEADING } from '../../../src/core/skill/skillDocument.ts';
import { validateSkill } from '../../../src/core/skill/validateSkill.ts';

const PATH = '/repo/.claude/skills/demo/SKILL.md';
const BODY = '\n# Demo\n\nRuns the tests of this project. More words.\n';
const head = (lines: string): string => `---\n${lines}\n---\n${BODY}`;
const GOOD = 'name: demo\ndescription: Does things.';
const fixes = (text: string, path = PATH): SkillFix[] => fixSkill(text, path, 1, 1e6);
const mend = (text: string, kind: SkillFix['kind'], path = PATH): string => {
  const found = fixes(text, path).find((fix) => fix.kind === kind);
  if (!found)
    throw new Error(
      `no fix ${kind} among ${fixes(text, path)
        .map((fix) => fix.kind)
        .join(', ')}`,
    );
  return applyEdits(text, found.edits);
};
const long = 'This sentence is one of many. '.repeat(50).trim();

describe('the fixes of a SKILL.md', () => {
  it.each<[string, string, SkillFix['kind'], string]>([
    ['no front matter', BODY.trimStart(), 'add-front-matter', `---\nname: demo\ndescription: Runs the tests of this project.\n---\n${BODY}`],
    ['an empty one', head(''), 'add-front-matter', `---\nname: demo\ndescription: Runs the tests of this project.\n\n---\n${BODY}`],
    ['a blank line before it', `\n${head(GOOD)}`, 'move-to-top', head(GOOD)],
    ['no end', `---\n${GOOD}\nmetadata:\n  a: b\n${BODY}`, 'close-front-matter', `---\n${GOOD}\nmetadata:\n  a: b\n---\n${BODY}`],
    ['no end and nothing else', `---\n${GOOD}`, 'close-front-matter', `---\n${GOOD}\n---\n`],
    ['no name', head('description: Does things.'), 'add-key', head(GOOD)],
    ['no description', head('name: demo # mine\nlicense: MIT'), 'add-key', head('name: demo # mine\ndescription: Runs the tests of this project.\nlicense: MIT')],
    ['another name', head('name: "other"\ndescription: x'), 'set-value', head('name: demo\ndescription: x')],
    ['signs in the name', head('name: My Demo!\ndescription: x'), 'set-value', head('name: demo\ndescription: x')],
    ['a number for a name', head('name: 12\ndescription: x'), 'set-value', head('name: demo\ndescription: x')],
    ['no text for a description', head('name: demo\ndescription:'), 'set-value', head('name: demo\ndescription: Runs the tests of this project.')],
    ['an empty description', head('name: demo\ndescription: ""'), 'set-value', head('name: demo\ndescription: Runs the tests of this project.')],
    ['a colon in the description', head('name: demo\ndescription: Tests: how to run them'), 'quote', head('name: demo\ndescription: "Tests: how to run them"')],
    ['a description that is a number', head('name: demo\ndescription: 2024'), 'quote', head('name: demo\ndescription: "2024"')],
    ['tools as a list', head(`${GOOD}\nallowed-tools: [Read, Bash]`), 'join-list', head(`${GOOD}\nallowed-tools: Read Bash`)],
    ['tools as a list below', head(`${GOOD}\nallowed-tools:\n  - Read\n  - Bash`), 'join-list', head(`${GOOD}\nallowed-tools: Read Bash`)],
    ['a key misspelt', head('name: demo\ndescripton: x'), 'rename-key', head('name: demo\ndescription: x')],
    ['a key with an underscore', head(`${GOOD}\nallowed_tools: Read`), 'rename-key', head(`${GOOD}\nallowed-tools: Read`)],
    ['a foreign key', head(`version: 1.0 # first\n${GOOD}`), 'move-key', head(`${GOOD}\nmetadata:\n  version: "1.0"`)],
    ['a foreign key beside metadata', head(`${GOOD}\nmetadata:\n    a: b\nversion: "2"`), 'move-key', head(`${GOOD}\nmetadata:\n    a: b\n    version: "2"`)],
    ['a foreign key over lines', head(`${GOOD}\nnotes: |\n  one\n  two`), 'move-key', head(`${GOOD}\nmetadata:\n  notes: "one\\ntwo\\n"`)],
    ['a foreign list', head(`${GOOD}\ntags:\n  - a\n  - b\nlicense: MIT`), 'remove-key', head(`${GOOD}\nlicense: MIT`)],
    ['a number in metadata', head(`${GOOD}\nmetadata:\n  version: 1.0`), 'quote', head(`${GOOD}\nmetadata:\n  version: "1.0"`)],
    ['an empty compatibility', head(`${GOOD}\ncompatibility: ""`), 'remove-key', head(GOOD)],
    ['a rule twice', `${head(GOOD)}\n${MANAGED_HEADING}\n\n- [prune-a-1a2b3c] One.\n- [prune-a-1a2b3c] Two.\n`, 'remove-rule', `${head(GOOD)}\n${MANAGED_HEADING}\n\n- [prune-a-1a2b3c] One.\n`],
  ])('mend %s', (_what, text, kind, mended) => {
    expect(mend(text, kind)).toBe(mended);
  }); // prettier-ignore

  it('keep line ends and the byte order mark', () => {
    expect(mend('\uFEFF# T\r\n\r\nWords.\r\n', 'add-front-matter')).toBe(
      '\uFEFF---\r\nname: demo\r\ndescription: Words.\r\n---\r\n\r\n# T\r\n\r\nWords.\r\n',
    );
    expect(mend(head('name: demo').replaceAll('\n', '\r\n'), 'add-key')).toContain('name: demo\r\ndescription: ');
  });

  it('follow a name that is good where the folder’s is none', () => {
    const path = '/repo/skills/My Demo/SKILL.md';
    expect(mend(head('name: Other One\ndescription: x'), 'set-value', path)).toBe(head('name: other-one\ndescription: x'));
    expect(fixes(head('name: other\ndescription: x'), path)).toEqual([]);
  });

  it.each([
    ['plain', `description: ${long}`],
    ['in quotes', `description: "${long}"`],
    ['in single quotes', `description: '${long}'`],
    ['folded', `description: >\n  ${long.replaceAll('many. ', 'many.\n  ')}`],
    ['kept', `description: |-\n  ${long}`],
  ])('shorten a description that is %s at the end of a sentence, and take away nothing else', (_how, line) => {
    const text = head(`name: demo\n${line}\nlicense: MIT`);
    const mended = mend(text, 'shorten');
    expect(validateSkill(mended, PATH)).toEqual([]);
    expect(mended).toMatch(/of many\.["']?\s+license: MIT/);
    expect(mended.length).toBeGreaterThan(1000);
    expect(text.startsWith(mended.slice(0, 1000))).toBe(true);
  });

  it('do not move a key of several lines', () => {
    expect(fixes('---\r\n  folded\r\n\r\nname: demo\r\n---\r\n').map(({ kind }) => kind)).not.toContain('move-key');
  });

  it('offer nothing for a body that is too long', () => {
    const text = `${head(GOOD)}${'A line.\n'.repeat(600)}`;
    expect(validateSkill(text, PATH).map(({ code }) => code)).toEqual(['body-lines']);
    expect(fixes(text)).toEqual([]);
  });

  it('take their problem away in any front matter, and change none of the body', () => {
    const line = fc.constantFrom(
      'name: demo', 'name: Demo', 'name:', 'name: "demo"', 'description: x', 'description: a: b', 'description: |', '  folded', 'version: 2',
      'tags: [a, b]', 'metadata:', '  a: 1', '  b: "2"', 'metadata: {a: 1}', 'allowed-tools: [Read]', 'license: 3', '# comment', '', 'nonsense',
      `description: ${long}`, 'compatibility: ""', '- item', 'descriptoin: y', '"version": 3', '? odd', "'a': {b: c}",
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.boolean(), fc.constantFrom('\n', '\r\n'), (lines, closed, eol) => {
        const text = ['---', ...lines, ...(closed ? ['---'] : []), '', '# Body', '', 'Words of mine.', ''].join(eol);
        const before = validateSkill(text, PATH);
        for (const { code, edits } of fixes(text)) {
          const mended = applyEdits(text, edits);
          const left = (problems: { code: string }[]): number => problems.filter((problem) => problem.code === code).length;
          expect(left(validateSkill(mended, PATH))).toBeLessThan(left(before));
          expect(mended.endsWith(['# Body', '', 'Words of mine.', ''].join(eol))).toBe(true);
          expect(edits.every(({ newText }) => eol === '\n' || !/(?<!\r)\n/.test(newText))).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });
});
