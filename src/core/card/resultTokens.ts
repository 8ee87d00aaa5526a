import type { Step } from './findings.ts';

/** Tokens of a tool step's result alone, without its arguments. */
export function resultTokens(step: Step): number {
  return Math.max(0, step.cost.tokens - step.cost.argumentTokens);
}
