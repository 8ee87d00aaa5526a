import { splitWhole } from '../session/money.ts';
import type { Usage, Warning } from '../session/session.ts';

/** What one call read and wrote, in characters. */
export interface CallSize {
  promptChars: number;
  outputChars: number;
}

/** Tokens of a whole run. */
export interface TotalTokens {
  input: number;
  cacheRead?: number;
  cacheWrite?: number;
  output: number;
  reasoning?: number;
}

/**
 * Tokens for each call where a source tells only those of the whole run: split by the size of each prompt and answer in characters, so
 * that they add up to the total. An allocation, never a measurement: mark it with `allocatedUsage`.
 */
export function allocateUsage(calls: readonly CallSize[], total: TotalTokens): (Usage | undefined)[] {
  const { input, cacheRead = 0, cacheWrite = 0, output, reasoning = 0 } = total;
  if (input + cacheRead + cacheWrite + output === 0) return calls.map(() => undefined);
  const prompts = calls.map(({ promptChars }) => promptChars);
  const outputs = calls.map(({ outputChars }) => outputChars);
  const inputs = splitWhole(input, prompts);
  const reads = splitWhole(cacheRead, prompts);
  const writes = splitWhole(cacheWrite, prompts);
  const written = splitWhole(output, outputs);
  const thought = splitWhole(Math.min(reasoning, output), written);
  return calls.map((_, i) => ({
    input: inputs[i] ?? 0,
    cacheRead: reads[i] ?? 0,
    cacheWrite5m: writes[i] ?? 0,
    cacheWrite1h: 0,
    output: written[i] ?? 0,
    reasoning: Math.min(thought[i] ?? 0, written[i] ?? 0),
    webSearches: 0,
  }));
}

/** The warning that goes with an allocation. `what` names what was allocated from where. */
export function allocatedUsage(what: string): Warning {
  return { code: 'allocated-usage', message: `${what}: what a single call used is an allocation by its size` };
}
