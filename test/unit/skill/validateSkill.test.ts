import { describe, expect, it } from 'vitest';
import { formatRule, setRules } from '../../../src/core/skill/managedRules.ts';
import { newSkill, toSkillName } from '../../../src/core/skill/newSkill.ts';
import { MANAGED_HEADING } from '../../../src/core/skill/skillDocument.ts';
import { validateSkill } from '../../../src/core/skill/validateSkill.ts';

const PATH = '/home/me/repo/.claude/skills/demo/SKILL.md';
const head = (lines: string): string => `---\n${lines}\n---\n\n# Demo\n`;
const codes = (text: string, path = PATH): string[] => validateSkill(text, path).map((p) => p.code);
const GOOD = 'name: demo\ndescription: Does things.';

describe('validateSkill', () => {
  it('has nothing to say about a valid skill', () => {
    expect(
      validateSkill(head(`${GOOD}\nlicense: MIT\ncompatibility: any\nmetadata:\n  author: me\nallowed-tools: Read Bash`), PATH),
    ).toEqual([]);
    expect(validateSkill(head(GOOD).replaceAll('\n', '\r\n'), PATH.replaceAll('/', '\\'))).toEqual([]);
    expect(validateSkill(`\uFEFF${head(GOOD)}`, PATH)).toEqual([]);
    expect(validateSkill(head(GOOD), 'SKILL.md')).toEqual([]);
  });

  it.each([
    ['', ['front-matter-missing']],
    ['# Only a body\n', ['front-matter-missing']],
    ['---\nname: demo\n', ['front-matter-unclosed']],
    [head('- a list'), ['front-matter-yaml']],
    [head('description: x'), ['name-missing']],
    [head('name: demo'), ['description-missing']],
    [head('name: Demo\ndescription: x'), ['name-form']],
    [head('name: -demo\ndescription: x'), ['name-form']],
    [head('name: other\ndescription: x'), ['name-folder']],
    [head(`name: ${'a'.repeat(65)}\ndescription: x`), ['name-length']],
    [head('name: 12\ndescription: x'), ['name-type']],
    [head('name: demo\ndescription:'), ['description-type']],
    [head('name: demo\ndescription: ""'), ['description-empty']],
    [head(`name: demo\ndescription: ${'x'.repeat(1025)}`), ['description-length']],
    [head(`${GOOD}\ncompatibility: ${'x'.repeat(501)}`), ['compatibility-length']],
    [head(`${GOOD}\nhooks: {}`), ['unknown-key']],
    [head(`${GOOD}\nmetadata: x`), ['metadata-type']],
    [head(`${GOOD}\nmetadata:\n  a: 1`), ['metadata-value']],
    [`${head(GOOD)}${'line\n'.repeat(510)}`, ['body-lines']],
    [`${head(GOOD)}${'word '.repeat(4100)}`, ['body-tokens']],
  ])('%#: names what is wrong', (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  it('points at the exact place', () => {
    const [problem] = validateSkill('\uFEFF---\r\nname: demo\r\ndescription: x\r\n  \r\nmodel: big\r\n---\r\n', PATH);
    expect(problem).toMatchObject({
      code: 'unknown-key',
      severity: 'error',
      start: { line: 5, column: 1 },
      end: { line: 5, column: 6 },
    });
    const [broken] = validateSkill('---\nname: demo\ndescription: "x\n---\n', PATH);
    expect(broken?.code).toBe('front-matter-yaml');
    expect(broken?.start.line).toBeGreaterThanOrEqual(3);
  });

  it('checks the managed block', () => {
    const rule = {
      id: 'prune-oversize-3f2a9c',
      text: 'Read large files in parts.',
    };
    const valid = setRules(head(GOOD), [rule]);
    expect(codes(valid)).toEqual([]);
    expect(codes(`${valid}${formatRule(rule)}\n`)).toEqual(['rule-twice']);
    expect(codes(`${valid}\n${MANAGED_HEADING}\n`)).toEqual(['block-twice']);
    expect(codes(`${valid}* [prune-x-1] Wrong bullet.\n`)).toEqual(['rule-form']);
    expect(codes(`${valid}- [x] A task of the author.\n- [see-below] A list of the author.\n`)).toEqual([]);
    expect(codes(setRules(head(GOOD), [{ ...rule, text: 'x'.repeat(241) }]))).toEqual(['rule-length']);
    const many = Array.from({ length: 13 }, (_, i) => ({
      id: `prune-oversize-${i}`,
      text: 'Short.',
    }));
    expect(codes(setRules(head(GOOD), many))).toEqual(['block-rules']);
  });
});

describe('newSkill', () => {
  it.each(['demo', 'learned-rules', '12', 'true', '2nd-try'])('makes a valid skill for the folder %s', (folder) => {
    const text = newSkill(folder);
    expect(validateSkill(text, `/r/.agents/skills/${folder}/SKILL.md`)).toEqual([]);
    expect(validateSkill(setRules(text, [{ id: 'prune-a-1', text: 'A rule.' }]), `x/${folder}/SKILL.md`)).toEqual([]);
  });

  it('turns any wish into a name, and refuses what is none', () => {
    expect(toSkillName('  My Repo_2.0! ')).toBe('my-repo-2-0');
    expect(toSkillName('日本')).toBe('learned-rules');
    expect(() => newSkill('My Repo')).toThrow(RangeError);
  });
});
