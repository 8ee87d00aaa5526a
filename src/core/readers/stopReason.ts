import { lookUp } from '../session/lookUp.ts';
import type { StopReason } from '../session/session.ts';

const WORDS: Readonly<Record<string, StopReason>> = {
  stop: 'end',
  end_turn: 'end',
  completed: 'end',
  stop_sequence: 'end',
  tool_calls: 'tool',
  tool_use: 'tool',
  function_call: 'tool',
  length: 'length',
  max_tokens: 'length',
  max_output_tokens: 'length',
  error: 'error',
  cancelled: 'aborted',
  aborted: 'aborted',
};

/** Why an answer ended, from the words of OpenAI, Anthropic and Google in any case. */
export function stopOf(word: unknown): StopReason {
  return typeof word === 'string' ? (lookUp(WORDS, word.toLowerCase()) ?? 'unknown') : 'unknown';
}
