import { expect, test } from 'vitest';
import { resultHash } from '../../../src/core/session/resultHash.ts';
import { RESULTS_LIMIT, SHORT_RESULT, type SourcePointer, type ToolStep } from '../../../src/core/session/session.ts';
import { resultBody } from '../../../src/core/readers/resultBody.ts';
import { ThreadDraft, type StepDraft } from '../../../src/core/readers/threadDraft.ts';
import { callBody } from '../../../src/core/readers/callBody.ts';

const source: SourcePointer = { source: 0, line: 1, offset: 0, length: 1 };

function step(toolCallId: string): StepDraft {
  return { toolCallId, name: 'Read', args: {}, argsChars: 2, source };
}

test('gives what has not changed as the same entry again, and what has changed as another', () => {
  const draft = new ThreadDraft();
  const body = callBody({ billId: 'b', source });
  const call = draft.add({ kind: 'call' as const, body: () => body, steps: [] });
  draft.addStep(call, step('one'));
  draft.addStep(call, step('two'));
  draft.addResult('one', undefined, resultBody('first', source));
  const before = draft.build(() => undefined).entries;
  draft.addResult('two', undefined, resultBody('second', source));
  const after = draft.build(() => undefined).entries;
  expect(after.map((entry) => (entry.kind === 'tool' ? `${entry.toolCallId} ${entry.result?.text}` : entry.kind))).toEqual([
    'llm',
    'one first',
    'two second',
  ]);
  expect(after[0]).toBe(before[0]);
  // Its place is another one, since the answer that waited has left it.
  expect(before[1]).toMatchObject({ toolCallId: 'two' });
  expect(after[1]).not.toBe(before[1]);
  expect(draft.build(() => undefined).entries.every((entry, i) => entry === after[i])).toBe(true);
});

test('keeps the results of a thread up to a size, and says what it cut', () => {
  const draft = new ThreadDraft();
  const text = 'x'.repeat(RESULTS_LIMIT / 400);
  for (let i = 0; i < 402; i++) draft.addResult(`t${i}`, 'Read', resultBody(text, source));
  const steps = draft.build(() => undefined).entries as ToolStep[];
  expect(new Set(steps.map(({ result }) => result && `${result.chars} ${resultHash(result)}`)).size).toBe(1);
  expect(steps.map(({ result }) => result?.text.length).filter((length) => length !== text.length)).toEqual([SHORT_RESULT, SHORT_RESULT]);
  expect(draft.warnings()).toMatchObject([{ code: 'results-cut', message: expect.stringContaining('of 2 tool results') }]);
});
