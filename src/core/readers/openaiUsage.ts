import type { Usage } from '../session/session.ts';
import { inclusiveUsage } from './inclusiveUsage.ts';
import { asCount, asRecord, type JsonRecord } from './json.ts';

/**
 * Usage as model libraries hand it on: OpenAI's chat or responses form, DeepSeek's and litellm's additions, or Anthropic's own. OpenAI's
 * prompt includes its cached parts; Anthropic's excludes them, which its names give away. Where a gateway mixes the two, parts that are
 * larger than the prompt cannot be inside it (trap 22).
 */
export function openaiUsage(raw: unknown): Usage | undefined {
  const record = asRecord(raw);
  if (!record) return undefined;
  const promptDetails = asRecord(record['prompt_tokens_details']) ?? asRecord(record['input_tokens_details']);
  const outputDetails = asRecord(record['completion_tokens_details']) ?? asRecord(record['output_tokens_details']);
  const output = first(record, 'completion_tokens', 'output_tokens');
  const reasoning = first(outputDetails, 'reasoning_tokens') || first(record, 'reasoning_tokens');
  const prompt = first(record, 'prompt_tokens', 'input_tokens');
  const cacheRead =
    first(promptDetails, 'cached_tokens') ||
    first(record, 'cache_read_input_tokens', 'prompt_cache_hit_tokens', 'cached_tokens', 'cache_read_tokens');
  const cacheWrite =
    first(promptDetails, 'cache_creation_tokens', 'cache_write_tokens') ||
    first(record, 'cache_creation_input_tokens', 'cache_write_tokens');
  const isAnthropic = record['input_tokens'] !== undefined && promptDetails === undefined && 'cache_read_input_tokens' in record;
  if (!isAnthropic && cacheRead + cacheWrite <= prompt) return inclusiveUsage({ prompt, cacheRead, cacheWrite, output, reasoning });
  return exclusiveUsage({ input: prompt, cacheRead, cacheWrite, output, reasoning });
}

/** Exclusive buckets of a count that has them already; undefined where nothing was counted. */
export function exclusiveUsage(count: {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
  reasoning?: number;
}): Usage | undefined {
  const { input, cacheRead, cacheWrite, output, reasoning = 0 } = count;
  if (input + cacheRead + cacheWrite + output === 0) return undefined;
  return { input, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: 0, output, reasoning: Math.min(reasoning, output), webSearches: 0 };
}

function first(record: JsonRecord | undefined, ...names: string[]): number {
  for (const name of names) {
    const count = asCount(record?.[name]);
    if (count > 0) return count;
  }
  return 0;
}
