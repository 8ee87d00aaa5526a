import { describe, expect, it } from 'vitest';
import { detectChurn } from '../../../../src/core/costcraft/detectChurn.ts';
import type { Turn } from '../buildSession.ts';
import { against, look, stepsOf } from './look.ts';

const edit = (before: string, after: string, more: Partial<Turn> = {}, file = 'a.ts'): Turn => ({
  tool: 'Edit',
  args: { file_path: `/repo/${file}`, old_string: before, new_string: after },
  result: 'The file has been updated.',
  ...more,
});
const A = 'const limit = 10;\nconst rest = 2;';
const B = 'const limit = 20;\nconst rest = 3;';
const END: Turn = { say: 'Done.' };

describe('detectChurn', () => {
  it('finds a change that is taken back with nothing run in between: both edits', () => {
    const seen = look(detectChurn, [edit(A, B), { tool: 'Read', args: { file_path: '/repo/b.ts' }, result: 'x' }, edit(B, A), END]);
    expect(stepsOf(seen)).toEqual([2, 6]);
    expect(seen[0]?.instance.sentence).toMatch(/^Step 6 put back 2 lines that step 2 had replaced/);
    expect(seen.every(({ instance }) => instance.checks.every(({ result }) => result === 'pass'))).toBe(true);
  });

  it('knows the words of several editing tools', () => {
    const pi = (oldText: string, newText: string): Turn => ({ tool: 'edit', args: { path: '/repo/a.ts', oldText, newText }, result: 'ok' });
    expect(stepsOf(look(detectChurn, [pi(A, B), pi(B, A), END]))).toEqual([2, 4]);
    const many = (before: string, after: string): Turn => ({
      tool: 'MultiEdit',
      args: { file_path: '/repo/a.ts', edits: [{ old_string: before, new_string: after }] },
      result: 'ok',
    });
    expect(stepsOf(look(detectChurn, [many(A, B), many(B, A), END]))).toEqual([2, 4]);
  });

  it.each<[string, Turn[]]>([
    [
      'a test ran in between: the change was tried out',
      [edit(A, B), { tool: 'Bash', args: { command: 'pytest' }, result: 'failed' }, edit(B, A)],
    ],
    ['the user spoke in between', [edit(A, B), edit(B, A, { user: 'No, leave it as it was.' })]],
  ])('lets it speak against the rule: %s', (_, turns) => {
    const seen = look(detectChurn, [...turns, END]);
    expect([stepsOf(seen), against(seen)]).toEqual([[], 1]);
  });

  it.each<[string, Turn[]]>([
    ['another file', [edit(A, B), edit(B, A, {}, 'b.ts')]],
    ['another change of the same file', [edit(A, B), edit(B, 'const limit = 30;')]],
    ['a third edit lies between', [edit(A, B), edit('const other = 1;', 'const other = 2;'), edit(B, A)]],
    ['the second edit failed', [edit(A, B), edit(B, A, { isError: true, result: 'String to replace not found in file.' })]],
    ['the context was compacted in between', [edit(A, B), edit(B, A, { compacted: true })]],
    ['only white space was changed', [edit(A, ` ${A}`), edit(` ${A}`, A)]],
  ])('leaves alone: %s', (_, turns) => {
    expect(look(detectChurn, [...turns, END])).toEqual([]);
  });

  const failing = { isError: true, result: 'Error: String to replace not found in file.' };

  it('finds an edit that misses the text again without a look at the file', () => {
    const seen = look(detectChurn, [edit(A, B, failing), edit(`${A} `, B, failing), END]);
    expect(stepsOf(seen)).toEqual([4]);
    expect(seen[0]?.signature).toBe('failed-again');
  });

  it.each<[string, Turn[]]>([
    [
      'the file was read in between',
      [edit(A, B, failing), { tool: 'Read', args: { file_path: '/repo/a.ts' }, result: A }, edit(A, B, failing)],
    ],
    ['another file', [edit(A, B, failing), edit(A, B, failing, 'b.ts')]],
    ['a parameter was missing', [edit(A, B, { isError: true, result: 'Missing required parameter' }), edit(A, B, failing)]],
    ['both were asked for at once', [{ ...edit(A, B, failing), also: [edit(B, A, failing)] }]],
    ['the second one was right', [edit(A, B, failing), edit(A, B)]],
  ])('leaves failures alone: %s', (_, turns) => {
    expect(stepsOf(look(detectChurn, [...turns, END]))).toEqual([]);
  });
});
