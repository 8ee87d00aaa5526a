import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRule, readRules, setRules, type ManagedRule } from '../../../src/core/skill/managedRules.ts';
import { MANAGED_HEADING } from '../../../src/core/skill/skillDocument.ts';

const R1: ManagedRule = {
  id: 'prune-oversize-3f2a9c',
  text: 'Read large files in parts.',
};
const R2: ManagedRule = {
  id: 'repair-command-00aa11',
  text: 'Use `npm run` for scripts.',
};
const R3: ManagedRule = {
  id: 'prune-overlap-77bb22',
  text: 'Do not read the same range twice.',
};

const withoutPlace = (text: string): ManagedRule[] => readRules(text).map(({ id, text: rule }) => ({ id, text: rule }));

describe('setRules', () => {
  it('puts the block behind the intro, before the first section of the author', () => {
    const text = '---\nname: demo\n---\n# Demo\n\nIntro.\n\n## Steps\n\n1. One\n';
    expect(setRules(text, [R1])).toBe(
      `---\nname: demo\n---\n# Demo\n\nIntro.\n\n${MANAGED_HEADING}\n\n- [${R1.id}] ${R1.text}\n\n## Steps\n\n1. One\n`,
    );
  });

  it.each([
    ['no final newline', '# A\n\nlast line', `# A\n\nlast line\n\n${MANAGED_HEADING}\n\n${formatRule(R1)}`],
    ['a final newline', '# A\n', `# A\n\n${MANAGED_HEADING}\n\n${formatRule(R1)}\n`],
    ['an empty text', '', `${MANAGED_HEADING}\n\n${formatRule(R1)}\n`],
    ['CRLF', '# A\r\n\r\n## B\r\n', `# A\r\n\r\n${MANAGED_HEADING}\r\n\r\n${formatRule(R1)}\r\n\r\n## B\r\n`],
  ])('keeps the form of a text with %s', (_name, before, after) => {
    expect(setRules(before, [R1])).toBe(after);
    expect(setRules(after, [])).toBe(before);
  });

  it('does not take a heading inside a fence for its own', () => {
    const text = `# A\n\n\`\`\`md\n${MANAGED_HEADING}\n\n- [prune-oversize-3f2a9c] Not a rule.\n\`\`\`\n`;
    expect(readRules(text)).toEqual([]);
    const applied = setRules(text, [R1]);
    expect(applied.startsWith(text)).toBe(true);
    expect(withoutPlace(applied)).toEqual([R1]);
  });

  it('stands before a fence that is never closed', () => {
    const text = '# A\n\n```sh\nls\n';
    const applied = setRules(text, [R1]);
    expect(withoutPlace(applied)).toEqual([R1]);
    expect(setRules(applied, [])).toBe(text);
  });

  it('stands at the start of a body whose first section comes too late', () => {
    const text = `# Title\n\n${'word '.repeat(5000)}\n\n## Late\n`;
    expect(setRules(text, [R1]).startsWith(MANAGED_HEADING)).toBe(true);
    expect(setRules(setRules(text, [R1]), [])).toBe(text);
  });

  it('adds behind what is there, replaces in place and removes one line only', () => {
    const two = setRules('# A\n\n## B\n', [R1, R2]);
    expect(withoutPlace(setRules(two, [R1, R2, R3]))).toEqual([R1, R2, R3]);
    expect(withoutPlace(setRules(two, [{ ...R1, text: 'New text.' }, R2]))).toEqual([{ ...R1, text: 'New text.' }, R2]);
    expect(setRules(two, [R2])).toBe(two.replace(`${formatRule(R1)}\n`, ''));
  });

  it("keeps the user's own lines and wording in the block", () => {
    const applied = setRules('# A\n\n## B\n', [R1, R2]);
    const edited = applied.replace(R1.text, 'My wording.').replace(formatRule(R2), `${formatRule(R2)}\n- My own rule`);
    const retired = setRules(edited, [], [R1, R2]);
    expect(retired).toContain(`- [${R1.id}] My wording.`);
    expect(retired).toContain('- My own rule');
    expect(retired).not.toContain(R2.text);
    expect(setRules(edited, [{ ...R1, text: 'Newer.' }, R2], [R1, R2])).toBe(edited);
  });

  it("leaves the author's smaller headings and lists with brackets alone, also right behind the block", () => {
    for (const text of [
      '# A\n\n### Small\n\n- [see-below] My list.\n',
      'Text first.\n\n- [not-ours] My list.\n\n### Small\n- [x] done\n',
    ]) {
      const applied = setRules(text, [R1]);
      expect(withoutPlace(applied)).toEqual([R1]);
      expect(setRules(applied, [], [R1])).toBe(text);
      expect(setRules(applied, [])).toBe(text);
    }
  });

  it('refuses a rule that would not be found again', () => {
    for (const rule of [
      { id: 'x', text: 'One word.' },
      { id: 'prune-a-1', text: 'two\nlines' },
      { id: 'prune-a-1', text: ' padded' },
      { id: 'prune-a-1', text: '' },
    ]) {
      expect(() => formatRule(rule)).toThrow(RangeError);
    }
  });

  const piece = fc.constantFrom(
    '',
    'text',
    '# Title',
    '## Section',
    '### Sub',
    '```',
    '```md',
    '~~~',
    '---',
    'name: a',
    '- item',
    '* item',
    '    code',
    '<!--',
    '-->',
    '<!-- x -->',
    MANAGED_HEADING,
    `${MANAGED_HEADING} `,
    `${MANAGED_HEADING}\n\n${formatRule(R3)}`,
    '- [broken] x',
    '- [not-ours] x',
    '### Small',
    '\t',
    'Setext',
    '===',
    '\u2028',
    '\u{1F600}',
    '...',
  );
  const eol = fc.constantFrom('\n', '\r\n', '\r');
  const document = fc
    .tuple(
      fc.constantFrom('', '\uFEFF', '---\nname: a\n---\n', '---\r\n: [bad\r\n---\r\n'),
      fc.array(fc.tuple(piece, eol), { maxLength: 14 }),
      piece,
      fc.boolean(),
    )
    .map(([head, lines, last, final]) => head + lines.map(([text, end]) => text + end).join('') + (final ? '' : last));

  it('apply, then retire gives back every byte, whatever the text', () => {
    fc.assert(
      fc.property(document, (text) => {
        const before = withoutPlace(text);
        const applied = setRules(text, [...before, R1, R2]);
        expect(withoutPlace(applied)).toEqual([...before, R1, R2]);
        expect(setRules(applied, [...before, R1, R2])).toBe(applied);
        // What stood there before was not written by this run, so it is not part of what is retired.
        expect(setRules(applied, before, [R1, R2])).toBe(text);
        const single = setRules(setRules(text, [...before, R1]), [...before, R1, R2]);
        expect(single).toBe(applied);
        expect(setRules(setRules(applied, [...before, R2], [R1]), before, [R2])).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps every byte outside the block in any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const applied = setRules(text, [R1]);
        expect(setRules(applied, [])).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
