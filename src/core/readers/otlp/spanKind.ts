import { asText } from '../json.ts';
import type { Span } from './span.ts';

export type SpanKind = 'call' | 'tool' | 'agent' | 'prompt' | 'other';

const AGENTS = new Set(['invoke_agent', 'agent', 'AGENT']);
const FRAMES = new Set(['create_agent', 'invoke_agent', 'chain', 'workflow', 'CHAIN', 'AGENT', 'SPAN', 'EVENT', 'agent', 'task']);
const TOOLS = new Set(['execute_tool', 'tool', 'TOOL', 'tool_call']);

/** What a span says it is: its operation, or what its library calls the same. */
function wordOf({ attributes }: Span): string | undefined {
  return (
    asText(attributes['gen_ai.operation.name']) ??
    asText(attributes['openinference.span.kind']) ??
    asText(attributes['traceloop.span.kind']) ??
    asText(attributes['langsmith.span.kind']) ??
    asText(attributes['langfuse.type'])
  );
}

/** What a span stands for. Whether its usage counts is decided by its descendants, see ownUsage. */
export function kindOf(span: Span): SpanKind {
  const { name, attributes } = span;
  if (/\.user_prompt$/.test(name)) return 'prompt';
  if (/\.(?:tool_call|tool_result)$/.test(name)) return 'tool';
  if (/\.(?:api_response|api_request|api_error|inference\.operation\.details)$/.test(name)) return 'call';
  const word = wordOf(span);
  if (word !== undefined && AGENTS.has(word)) return 'agent';
  if ((word !== undefined && TOOLS.has(word)) || attributes['langfuse.type'] === 'TOOL' || /^(?:execute_tool|ai\.toolCall)\b/.test(name))
    return 'tool';
  if (word !== undefined && FRAMES.has(word) && asText(attributes['gen_ai.tool.name']) === undefined) return 'other';
  if (asText(attributes['gen_ai.tool.name']) !== undefined && attributes['gen_ai.usage.input_tokens'] === undefined) return 'tool';
  return 'call';
}
