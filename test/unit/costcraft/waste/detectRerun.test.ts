import { describe, expect, it } from 'vitest';
import { detectPolling } from '../../../../src/core/costcraft/detectPolling.ts';
import { detectRerun } from '../../../../src/core/costcraft/detectRerun.ts';
import { detectThinkingOnly } from '../../../../src/core/costcraft/detectThinkingOnly.ts';
import type { Turn } from '../buildSession.ts';
import { look, stepsOf } from './look.ts';

const bash = (command: string, result: string, more: Partial<Turn> = {}): Turn => ({ tool: 'Bash', args: { command }, result, ...more });
const PASSED = 'tests/test_a.py ....\n4 passed in 0.03s';
const END: Turn = { say: 'Done.' };

describe('detectRerun', () => {
  it('finds the same run again, and the run again for another part of its output, each with its own rule', () => {
    const same = look(detectRerun, [bash('pytest', PASSED), bash('pytest', PASSED), END]);
    expect([stepsOf(same), same[0]?.draft.template]).toEqual([[4], 'rerun-same']);
    const part = look(detectRerun, [bash('pytest | tail -20', PASSED), bash('pytest | grep passed', '4 passed in 0.04s'), END]);
    expect([stepsOf(part), part[0]?.draft.template]).toEqual([[4], 'rerun-other-part']);
  });

  it.each<[string, Turn[]]>([
    [
      'after an edit',
      [bash('pytest', PASSED), { tool: 'Write', args: { file_path: '/repo/a.py', content: 'x' }, result: 'ok' }, bash('pytest', PASSED)],
    ],
    ['after a command of unknown effect', [bash('pytest', PASSED), bash('./format.sh', ''), bash('pytest', PASSED)]],
    ['when the user spoke', [bash('pytest', PASSED), bash('pytest', PASSED, { user: 'Run it again.' })]],
    ['after a compaction', [bash('pytest', PASSED), bash('pytest', PASSED, { compacted: true })]],
    ['after a failure: a retry', [bash('pytest', 'could not start', { isError: true }), bash('pytest', PASSED)]],
    ['of other tests', [bash('pytest tests/a', PASSED), bash('pytest tests/b', PASSED)]],
  ])('leaves a run alone %s', (_, turns) => {
    expect(look(detectRerun, [...turns, END])).toEqual([]);
  });
});

describe('detectPolling', () => {
  const poll = (result: string): Turn => ({ tool: 'process', args: { action: 'poll', sessionId: 'a' }, result });
  const ps = (result: string): Turn => bash('ps aux | grep server', result);

  it('finds all but the first and the last of equal answers in a row', () => {
    expect(stepsOf(look(detectPolling, [ps('1 server'), ps('1 server'), ps('1 server'), ps('1 server'), END]))).toEqual([4, 6]);
  });

  it('takes the look with the new answer for the end of the wait, where there is one', () => {
    expect(stepsOf(look(detectPolling, [ps('1 server'), ps('1 server'), ps('1 server'), ps('2 servers'), END]))).toEqual([4, 6]);
  });

  it.each<[string, Turn[]]>([
    ['two looks are no poll', [ps('1 server'), ps('1 server')]],
    ['the answer changed', [ps('1 server'), ps('2 server'), ps('3 server'), ps('4 server')]],
    [
      'something was done in between',
      [ps('1 server'), bash('touch /repo/a', ''), ps('1 server'), bash('touch /repo/b', ''), ps('1 server')],
    ],
    ['output that came bit by bit', [poll('line 1'), poll('line 2'), poll('line 3')]],
  ])('leaves alone: %s', (_, turns) => {
    expect(look(detectPolling, [...turns, END])).toEqual([]);
  });
});

describe('detectThinkingOnly', () => {
  it('finds a turn that only thought, and saves one reading of the context', () => {
    const seen = look(detectThinkingOnly, [{ thinking: 400 }, bash('ls', 'a'), END]);
    expect(stepsOf(seen)).toEqual([1]);
    expect(seen[0]?.instance.saving).toBeGreaterThan(0n);
  });

  it('leaves turns alone that said or did something', () => {
    expect(look(detectThinkingOnly, [{ thinking: 400, say: 'It is the lexer.' }, bash('ls', 'a', { thinking: 300 }), END])).toEqual([]);
  });
});
