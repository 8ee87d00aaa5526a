import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completeCard, describeCardKey } from '../../../src/core/card/completeCard.ts';

const TEXT = readFileSync(new URL('../../fixtures/card/short.tracecard.yaml', import.meta.url), 'utf8');

/** The lines, and the place of the mark "|" in them, which is taken out. */
function at(text: string): [{ lineCount: number; lineAt(line: number): string }, number, number] {
  const rows = text.split('\n');
  const line = rows.findIndex((row) => row.includes('|'));
  const column = rows[line]?.indexOf('|') ?? 0;
  rows[line] = rows[line]?.replace('|', '') ?? '';
  return [{ lineCount: rows.length, lineAt: (n) => rows[n] ?? '' }, line, column];
}
const labels = (text: string) => completeCard(...at(text))?.items.map(({ label }) => label);
const edited = (from: string, to: string) => {
  expect(TEXT).toContain(from);
  return TEXT.replace(from, to);
};

describe('completeCard', () => {
  it('offers the keys that a row does not have yet', () => {
    expect(labels(edited('target: npm test, usd', 'target: npm test, |, usd'))).toEqual(['ms', 'flags', 'count']);
    expect(labels(edited('- { step: 3, kind: llm,', '- { step: 3, na|, kind: llm,'))).toEqual(expect.arrayContaining(['target', 'status']));
    expect(labels('steps:\n  - { | }')?.slice(0, 4)).toEqual(['step', 'kind', 'name', 'usd']);
  });

  it('offers keys of blocks at any depth, the required ones first', () => {
    expect(labels(edited('  bound: exact\n', '  |\n'))).toEqual(expect.arrayContaining(['bound', 'logged_usd']));
    expect(labels(edited('    fees: 0\n', '    |\n'))).toEqual(['fees']);
    expect(labels('|')?.slice(0, 3)).toEqual(['format', 'version', 'session']);
    expect(labels(edited('warnings: []\n', 'warnings: []\nmo|\n'))).toContain('more');
    expect(labels('agents:\n  - id: x\n    |\n')?.slice(0, 2)).toEqual(['task', 'step']);
    expect(labels('agents:\n  - id: x\n    |\n')).not.toContain('id');
    expect(labels('agents:\n- id: x\n  |\n')?.[0]).toBe('task');
  });

  it('offers the words that a value may be', () => {
    expect(labels(edited('kind: prefix', 'kind: pr|'))).toEqual(['prefix', 'user', 'compaction', 'llm', 'tool', 'agent', 'group']);
    expect(labels(edited('bound: exact', 'bound: |'))).toEqual(['exact', 'at least']);
    expect(labels('more:\n  redundancy: { | }')).toEqual(['count', 'proven_usd', 'likely_usd']);
  });

  it('replaces the whole word', () => {
    const [lines, line, column] = at(edited('kind: prefix', 'kind: pre|fix'));
    const { start, end } = completeCard(lines, line, column) ?? { start: 0, end: 0 };
    expect(lines.lineAt(line).slice(start, end)).toBe('prefix');
  });

  it('is silent in texts, comments and where nothing is known', () => {
    expect(labels(edited('"system prompt,', '"system | prompt,'))).toBeUndefined();
    expect(labels('# kind: |')).toBeUndefined();
    expect(labels(edited('id: made-1', 'id: |'))).toBeUndefined();
    expect(labels('nothing:\n  like: { it: { | } }')).toBeUndefined();
  });
});

describe('describeCardKey', () => {
  it('tells what a key means, in rows and in blocks', () => {
    expect(describeCardKey(...at(edited('kind: tool, name: Read', 'ki|nd: tool, name: Read')))).toMatchObject({
      name: 'kind',
      words: expect.arrayContaining(['llm']),
    });
    expect(describeCardKey(...at(edited('    prefix: ', '    pre|fix: ')))?.description).toMatch(/System prompt/);
    expect(describeCardKey(...at(edited('cost:\n', 'co|st:\n')))?.description).toBe('What the session cost.');
  });

  it('says nothing at a value', () => {
    expect(describeCardKey(...at(edited('name: prefix', 'name: pre|fix')))).toBeUndefined();
  });
});
