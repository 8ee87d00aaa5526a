import { expect, it } from 'vitest';
import { precisionOf, recallOf } from '../../bench/distill/judgeInjected.ts';
import { runLabelledRepairs } from '../../bench/distill/labelledRepairs.ts';

it('learns from failures that something mended, and not from those that only look so', () => {
  const result = runLabelledRepairs(4, 11);
  expect(result.waste).toBe(44);
  expect(result.decoys).toBeGreaterThan(60);
  expect([result.mistakes, precisionOf(result)! >= 0.9]).toEqual([result.mistakes, true]);
  expect(recallOf(result)).toBeGreaterThanOrEqual(0.8);
});
