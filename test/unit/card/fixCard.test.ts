import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixCard } from '../../../src/core/card/fixCard.ts';
import { nearestWord } from '../../../src/core/card/nearestWord.ts';
import { validateCard } from '../../../src/core/card/validateCard.ts';
import { applyEdits } from '../../../src/core/session/textEdit.ts';

const TEXT = readFileSync(new URL('../../fixtures/card/short.tracecard.yaml', import.meta.url), 'utf8');
const LAST = 10_000;

/** The text after the preferred fix of the first problem that has one. */
function mend(text: string, kind?: string): string {
  const fix = fixCard(text, 1, LAST).find((candidate) => candidate.isPreferred && (kind === undefined || candidate.kind === kind));
  if (!fix)
    throw new Error(
      `no fix for ${validateCard(text)
        .map(({ message }) => message)
        .join()}`,
    );
  return applyEdits(text, fix.edits);
}

function replace(from: string | RegExp, to: string): string {
  const text = TEXT.replace(from, to);
  expect(text).not.toBe(TEXT);
  return text;
}

describe('fixCard', () => {
  it('has nothing to say about a sound card', () => {
    expect(fixCard(TEXT, 1, LAST)).toEqual([]);
  });

  it.each([
    ['the total', '  usd: 0.0274555\n', '  usd: 0.03\n'],
    ['the avoidable dollars', 'likely_avoidable_usd: 0.00380975', 'likely_avoidable_usd: 1e-7'],
    ['a misspelt word', 'kind: prefix', 'kind: perfix'],
    ['a wrong version', 'version: 1\n', 'version: 7\n'],
    ['a misspelt key on one line', 'target: npm test', 'taget: npm test'],
    ['a misspelt key in a block', '  agent_version: ', '  agentversion: '],
    ['an unknown key on one line', 'step: 2, kind', 'step: 2, colour_of_it: red, kind'],
    ['an unknown key at the end of a line', 'tokens: 16, at: L1 }', 'tokens: 16, at: L1, colour_of_it: red }'],
    ['an unknown key in a block', '  bound: exact\n', '  bound: exact\n  colour_of_it:\n    - red\n    - green\n'],
    ['an unknown key at the end', 'warnings: []\n', 'warnings: []\ncolour_of_it: { red: 1 }\n'],
    ['an amount in quotes', 'rewrite_usd: 0\n', 'rewrite_usd: "0"\n'],
    ['a row twice', /( {2}- \{ step: 3,.*\n)/, '$1$1'],
  ])('mends %s and leaves the rest as it was', (_name, from, to) => {
    expect(mend(replace(from, to))).toBe(TEXT);
  });

  it.each([
    ['the amount of a row', ' usd: 0.00427475,', ''],
    ['a part of the split', '    user: 0.0001535\n', ''],
    ['the total', '  usd: 0.0274555\n', ''],
    ['the avoidable dollars', '  avoidable_usd: 0\n', ''],
  ])('works %s out of the others when it is missing', (_name, from, to) => {
    expect(validateCard(mend(replace(from, to), 'add-key'))).toEqual([]);
  });

  it('adds what says nothing, and invents no number', () => {
    expect(validateCard(mend(replace('agents: []\n', ''), 'add-key'))).toEqual([]);
    expect(validateCard(mend(replace(/context:\n(?: {2}.*\n)+/, ''), 'add-key'))).toEqual([]);
    expect(mend(replace('outcome: { result: unknown, evidence: [] }\n', ''))).toContain('\noutcome: { result: unknown, evidence: [] }');
    expect(fixCard(replace(' cache_read: 12931,', ''), 1, LAST)).toEqual([]);
  });

  it('sorts rows by their steps, with those between them', () => {
    const rows = TEXT.split('\n');
    const [a, b] = [rows.findIndex((row) => row.includes('step: 2,')), rows.findIndex((row) => row.includes('step: 9,'))];
    const shuffled = [...rows];
    shuffled.splice(b, 0, ...shuffled.splice(a, 2));
    expect(mend(shuffled.join('\n'))).toBe(TEXT);
  });

  it('removes a flag that names nothing, with its list when it was the only one', () => {
    expect(mend(replace('flags: [ r1 ]', 'flags: [ r1, r9 ]'))).toBe(TEXT);
    expect(mend(replace('tokens: 22, at', 'tokens: 22, flags: [ r9 ], at'))).toBe(TEXT);
    expect(validateCard(mend(replace('flags: [ r1 ]', 'flags: [ r9, r1 ]')))).toEqual([]);
  });

  it('does not guess which part of the split is wrong', () => {
    expect(fixCard(replace('prefix: 0.01752625\n', 'prefix: 0.02\n'), 1, LAST)).toEqual([]);
  });

  it('offers every word where none is near', () => {
    const fixes = fixCard(replace('result: unknown', 'result: zzz'), 1, LAST);
    expect(fixes.map(({ value, isPreferred }) => [value, isPreferred])).toEqual([
      ['success', false],
      ['failure', false],
      ['partial', false],
      ['unknown', false],
    ]);
  });

  it('keeps to the lines asked for', () => {
    const text = replace('kind: prefix', 'kind: perfix');
    const line = text.split('\n').findIndex((row) => row.includes('perfix')) + 1;
    expect(fixCard(text, line, line)).not.toEqual([]);
    expect(fixCard(text, 1, line - 1)).toEqual([]);
  });
});

describe('nearestWord', () => {
  it.each([
    ['succes', 'success'],
    ['Unknwon', 'unknown'],
    ['x', undefined],
  ])('%s', (word, nearest) => expect(nearestWord(word, ['success', 'failure', 'unknown'])).toBe(nearest));

  it('names none of two that are equally near', () => {
    expect(nearestWord('abx', ['abc', 'abd'])).toBeUndefined();
  });
});
