import type { Usage } from '../session/session.ts';

/** Tokens as OpenAI, Google and most gateways count them: the prompt includes its cached parts. */
export interface InclusiveTokens {
  prompt: number;
  cacheRead?: number;
  cacheWrite?: number;
  /** Everything written, thinking included. */
  output: number;
  reasoning?: number;
}

/**
 * Exclusive buckets of a count whose prompt includes the cached parts (trap 21). Undefined where nothing was counted. Parts that
 * contradict the whole are cut to it, the written part last: the prompt's size is what was billed.
 */
export function inclusiveUsage({ prompt, cacheRead = 0, cacheWrite = 0, output, reasoning = 0 }: InclusiveTokens): Usage | undefined {
  if (prompt + output === 0) return undefined;
  const read = Math.min(cacheRead, prompt);
  const written = Math.min(cacheWrite, prompt - read);
  return {
    input: prompt - read - written,
    cacheRead: read,
    cacheWrite5m: written,
    cacheWrite1h: 0,
    output,
    reasoning: Math.min(reasoning, output),
    webSearches: 0,
  };
}
