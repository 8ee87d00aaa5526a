import type { SourcePointer } from '../../session/session.ts';
import { asRecord, asText, type JsonRecord } from '../json.ts';
import { parseArguments } from '../parseArguments.ts';
import type { StepDraft } from '../threadDraft.ts';
import { readShellArguments } from './shellArguments.ts';

export interface ToolCall {
  step: StepDraft;
  /** Characters that the call takes in the answer. */
  chars: number;
  /** The provider runs web searches itself, and bills each one (trap 15); pages that are opened in one are free. */
  isBilledSearch: boolean;
}

/** A tool call of any kind: `type` is the record's own, for example "function_call". */
export function readToolCall(item: JsonRecord, type: string, at: number | undefined, source: SourcePointer): ToolCall {
  const id = asText(item['call_id']) ?? asText(item['id']) ?? `line-${source.line}`;
  const name = toolName(item, type);
  const raw = item['arguments'] ?? item['input'] ?? item['action'] ?? null;
  const { args: given, argsChars } = parseArguments(raw);
  const args = type === 'custom_tool_call' && typeof raw === 'string' ? { input: raw } : readShellArguments(given);
  const step: StepDraft = { toolCallId: id, name, args, argsChars, source, ...(at !== undefined && { calledAt: at }) };
  return { step, chars: name.length + argsChars, isBilledSearch: type === 'web_search_call' && isSearch(item) };
}

/** Tools of MCP servers are named with their server; the namespaces of Codex's own tools say nothing. */
function toolName(item: JsonRecord, type: string): string {
  const name = asText(item['name']) ?? type.replace(/_call$/, '');
  const namespace = asText(item['namespace']);
  return namespace?.startsWith('mcp__') ? `${namespace.replace(/__$/, '')}__${name}` : name;
}

function isSearch(item: JsonRecord): boolean {
  const action = asText(asRecord(item['action'])?.['type']);
  return action === undefined || action === 'search';
}
