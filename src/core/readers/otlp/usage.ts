import { asCount } from '../json.ts';
import type { Usage } from '../../session/session.ts';
import { inclusiveUsage } from '../inclusiveUsage.ts';
import type { JsonRecord } from '../json.ts';
import { exclusiveUsage } from '../openaiUsage.ts';

/** The spellings of each count: OpenTelemetry's own and its older ones, OpenInference, Traceloop, Vercel, Langfuse, and agents' events. */
const NAMES = {
  input: [
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.prompt_tokens',
    'llm.token_count.prompt',
    'llm.usage.prompt_tokens',
    'ai.usage.inputTokens',
    'ai.usage.promptTokens',
    'input_token_count',
    'input_tokens',
    'langfuse.usage.input',
  ],
  output: [
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.completion_tokens',
    'llm.token_count.completion',
    'llm.usage.completion_tokens',
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
    'output_token_count',
    'output_tokens',
    'langfuse.usage.output',
  ],
  total: ['gen_ai.usage.total_tokens', 'llm.usage.total_tokens', 'llm.token_count.total', 'total_token_count', 'langfuse.usage.total'],
  cacheRead: [
    'gen_ai.usage.cache_read.input_tokens',
    'gen_ai.usage.cache_read_input_tokens',
    'gen_ai.usage.cached_input_tokens',
    'gen_ai.usage.input_tokens.cached',
    'gen_ai.usage.prompt_tokens_details.cached_tokens',
    'gen_ai.usage.details.cache_read_input_tokens',
    'gen_ai.usage.details.cached_tokens',
    'gen_ai.usage.details.cache_read_tokens',
    'llm.token_count.prompt_details.cache_read',
    'llm.usage.cache_read_input_tokens',
    'ai.usage.cachedInputTokens',
    'cached_content_token_count',
    'cache_read_tokens',
  ],
  cacheWrite: [
    'gen_ai.usage.cache_creation.input_tokens',
    'gen_ai.usage.cache_creation_input_tokens',
    'gen_ai.usage.details.cache_creation_input_tokens',
    'gen_ai.usage.details.cache_write_tokens',
    'llm.token_count.prompt_details.cache_write',
    'llm.usage.cache_creation_input_tokens',
    'cache_creation_tokens',
  ],
  reasoning: [
    'gen_ai.usage.reasoning.output_tokens',
    'gen_ai.usage.reasoning_tokens',
    'gen_ai.usage.output_tokens.reasoning',
    'gen_ai.usage.completion_tokens_details.reasoning_tokens',
    'gen_ai.usage.details.reasoning_tokens',
    'gen_ai.usage.details.thoughts_tokens',
    'llm.token_count.completion_details.reasoning',
    'llm.usage.reasoning_tokens',
    'ai.usage.reasoningTokens',
    'thoughts_token_count',
  ],
  tool: ['tool_token_count'],
} as const;

export interface SpanUsage {
  usage: Usage;
  /** Nothing tells whether the input includes the cached part; it was taken to, as the convention says. */
  ambiguous: boolean;
}

/** The tokens that a span or event states, if any. */
export function usageOf(attributes: JsonRecord): SpanUsage | undefined {
  const input = countOf(attributes, NAMES.input);
  const output = countOf(attributes, NAMES.output);
  if (input + output === 0) return undefined;
  const total = countOf(attributes, NAMES.total);
  const cacheRead = countOf(attributes, NAMES.cacheRead);
  const cacheWrite = countOf(attributes, NAMES.cacheWrite);
  const reasoning = countOf(attributes, NAMES.reasoning);
  const tool = countOf(attributes, NAMES.tool);
  const cached = cacheRead + cacheWrite;
  const outside = isOutside(attributes, { input, output, total, reasoning, cached, tool }) ? reasoning : 0;
  const spoken = output + outside;
  const isExclusive =
    cached > input || attributes['event.name'] === 'claude_code.api_request' || (cached > 0 && total === input + cached + spoken + tool);
  const isTold =
    isExclusive || cached === 0 || total === input + spoken + tool || tool > 0 || attributes['cached_content_token_count'] !== undefined;
  const usage = isExclusive
    ? exclusiveUsage({ input: input + tool, cacheRead, cacheWrite, output: spoken, reasoning })
    : inclusiveUsage({ prompt: input + tool, cacheRead, cacheWrite, output: spoken, reasoning });
  return usage && { usage, ambiguous: !isTold };
}

/** Thoughts stand outside the output where the total needs them to, and in the events of Gemini CLI (trap 20). */
function isOutside(
  attributes: JsonRecord,
  {
    input,
    output,
    total,
    reasoning,
    cached,
    tool,
  }: { input: number; output: number; total: number; reasoning: number; cached: number; tool: number },
): boolean {
  if (reasoning === 0) return false;
  if (attributes['thoughts_token_count'] !== undefined || reasoning > output) return true;
  const without = total - reasoning;
  return total > 0 && (without === input + output + tool || without === input + output + tool + cached);
}

function countOf(attributes: JsonRecord, names: readonly string[]): number {
  for (const name of names) {
    const value = attributes[name];
    const count = asCount(typeof value === 'string' && value !== '' ? Number(value) : value);
    if (count > 0) return count;
  }
  return 0;
}
