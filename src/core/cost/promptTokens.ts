import type { Json, LlmCall, Usage } from '../session/session.ts';

/** Tokens of the whole prompt: plain, read from the cache and written to it. */
export function promptTokens(usage: Usage): number {
  return usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
}

/**
 * The prompt that decides the long-context tier. Where one record sums up several requests (Anthropic's `iterations`), each was billed by
 * its own size: the largest single one counts, not the sum (trap 39).
 */
export function tierPrompt(call: LlmCall, usage: Usage): number {
  const raw = call.rawUsage;
  const iterations = isObject(raw) ? raw['iterations'] : undefined;
  if (!Array.isArray(iterations)) return promptTokens(usage);
  const prompts = iterations.filter(isObject).filter((iteration) => (iteration['type'] ?? 'message') === 'message');
  if (prompts.length < 2) return promptTokens(usage);
  const largest = Math.max(...prompts.map((iteration) => PROMPT_FIELDS.reduce((sum, field) => sum + count(iteration[field]), 0)));
  return Math.min(largest, promptTokens(usage));
}

const PROMPT_FIELDS = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'];

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function count(value: Json | undefined): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
