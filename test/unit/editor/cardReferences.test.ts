import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectCard } from '../../../src/core/card/inspectCard.ts';
import { linesOfCluster, referenceAt, rowOfStep } from '../../../src/editor/card/cardReferences.ts';
import { changedLines } from '../../../src/editor/card/changedLines.ts';
import { nextLine } from '../../../src/editor/card/nextLine.ts';

const TEXT = readFileSync(new URL('../../fixtures/card/short.tracecard.yaml', import.meta.url), 'utf8');
const rows = TEXT.split('\n');
const inspection = inspectCard(TEXT);
const lineOf = (text: string): number => rows.findIndex((row) => row.includes(text)) + 1;
const at = (line: number, before: string) => {
  const text = rows[line - 1] ?? '';
  return referenceAt(inspection, line, text, text.indexOf(before) + before.length);
};

describe('referenceAt', () => {
  it('leads from a flag to its cluster, and from there to the steps', () => {
    expect(at(lineOf('step: 6,'), 'flags: [ r')?.line).toBe(lineOf('id: r1'));
    expect(at(lineOf('id: r1'), 'steps: [ 2, ')?.line).toBe(lineOf('{ step: 6,'));
    expect(at(lineOf('id: r1'), 'steps: [ ')?.line).toBe(lineOf('{ step: 2,'));
  });

  it('leads from a failure to its step and to the one that repaired it', () => {
    const failure = lineOf('repaired_by');
    expect(at(failure, '{ step: ')?.line).toBe(lineOf('{ step: 4,'));
    expect(at(failure, 'repaired_by: 1')?.line).toBe(lineOf('{ step: 10,'));
  });

  it('takes no other number for a step', () => {
    expect(at(lineOf('id: r1'), 'The same 1,8')).toBeUndefined();
    expect(at(lineOf('step: 6,'), 'tokens: 4')).toBeUndefined();
    expect(at(lineOf('duration_s'), 'duration_s: 6')).toBeUndefined();
  });
});

it('finds a step in the group that folds it', () => {
  const group = { line: 9, step: '3-7', kind: 'group' as const, name: '', usd: '0', share: 0, flags: [] };
  expect(rowOfStep([group], 5)).toBe(group);
  expect(rowOfStep([group], 8)).toBeUndefined();
  expect(linesOfCluster({ ...inspection, rows: [group] }, { ...inspection.clusters[0]!, steps: [3, 4] })).toEqual([9]);
});

describe('changedLines', () => {
  it.each([
    ['a\nb\nc\n', 'a\nx\ny\nc\n', { from: 1, to: 2, text: 'x\ny\n' }],
    ['a\nb\n', 'a\n', { from: 1, to: 2, text: '' }],
    ['a\n', 'a\na\n', { from: 1, to: 1, text: 'a\n' }],
    ['a', 'a\nb', { from: 0, to: 1, text: 'a\nb' }],
    ['', 'a\n', { from: 0, to: 1, text: 'a\n' }],
  ])('%#', (before, after, change) => expect(changedLines(before, after)).toEqual(change));

  it('finds nothing to change in the same text', () => {
    expect(changedLines('a\n', 'a\n')).toBeUndefined();
  });
});

it('goes on with the first line after the last, and the other way round', () => {
  expect([3, 5, 9].map((line) => nextLine([3, 5, 9], line, 1))).toEqual([5, 9, 3]);
  expect([3, 4, 9].map((line) => nextLine([3, 5, 9], line, -1))).toEqual([9, 3, 5]);
  expect(nextLine([], 3, 1)).toBeUndefined();
});
