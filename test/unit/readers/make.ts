import type { LlmCall, Session, ToolStep, UserEntry, Usage } from '../../../src/core/session/session.ts';
import { callsOf, toolStepsOf } from '../../../src/core/session/walk.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';

const encoder = new TextEncoder();

export type Line = Record<string, unknown> | string;

/** JSON Lines of the given records; a string stands as it is. */
export function linesOf(records: readonly Line[]): Uint8Array {
  return encoder.encode(records.map((record) => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join(''));
}

export function readLines(records: readonly Line[], path = 'made.jsonl'): Session {
  const result = readSessionBytes(linesOf(records), path);
  if (!result.session) throw new Error(result.notATrace);
  return result.session;
}

export function mainCalls(session: Session): LlmCall[] {
  return session.main.entries.filter((entry) => entry.kind === 'llm');
}

export function mainSteps(session: Session): ToolStep[] {
  return session.main.entries.filter((entry) => entry.kind === 'tool');
}

export function mainUsers(session: Session): UserEntry[] {
  return session.main.entries.filter((entry) => entry.kind === 'user');
}

export function only<T>(items: readonly T[]): T {
  if (items.length !== 1) throw new Error(`expected one, got ${items.length}`);
  return items[0] as T;
}

export function allCalls(session: Session): LlmCall[] {
  return [...callsOf(session)];
}

export function stepOf(session: Session, toolCallId: string): ToolStep {
  const step = [...toolStepsOf(session)].find((candidate) => candidate.toolCallId === toolCallId);
  if (!step) throw new Error(`no step ${toolCallId}`);
  return step;
}

export function codes(session: Session): string[] {
  return session.warnings.map(({ code }) => code);
}

export function usage(part: Partial<Usage>): Usage {
  return { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0, webSearches: 0, ...part };
}

let clock = 0;

function nextTime(): string {
  clock += 1000;
  return new Date(Date.UTC(2026, 0, 5) + clock).toISOString();
}

// --- pi and OpenClaw

export function piHeader(more: Line = {}): Line {
  return { type: 'session', version: 3, id: 'ses-1', timestamp: nextTime(), cwd: '/home/me/shop', ...(more as object) };
}

/** A message record hanging below `parentId`. */
export function piMessage(id: string, parentId: string | null, message: Record<string, unknown>): Record<string, unknown> {
  return { type: 'message', id, parentId, timestamp: nextTime(), message };
}

export function piUser(text: string): Record<string, unknown> {
  return { role: 'user', content: [{ type: 'text', text }] };
}

export function piAssistant(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    role: 'assistant',
    content: [{ type: 'text', text: 'Done.' }],
    provider: 'anthropic',
    model: 'claude-sonnet-4-5',
    usage: piUsage(10, 5),
    stopReason: 'stop',
    ...more,
  };
}

export function piUsage(input: number, output: number, cacheRead = 0, cacheWrite = 0, total = 0): Record<string, unknown> {
  return { input, output, cacheRead, cacheWrite, totalTokens: input + output + cacheRead + cacheWrite, cost: { total } };
}

export function piToolCall(id: string, name: string, args: Record<string, unknown>): Record<string, unknown> {
  return piAssistant({ content: [{ type: 'toolCall', id, name, arguments: args }], stopReason: 'toolUse' });
}

export function piToolResult(id: string, name: string, text: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { role: 'toolResult', toolCallId: id, toolName: name, content: [{ type: 'text', text }], isError: false, ...more };
}

// --- Claude Code

interface Link {
  uuid: string;
  parentUuid?: string | null;
}

export function ccLine(type: string, link: Link, more: Record<string, unknown>): Record<string, unknown> {
  return {
    parentUuid: null,
    isSidechain: false,
    sessionId: 'cc-1',
    cwd: '/home/me/shop',
    version: '2.1.60',
    type,
    timestamp: nextTime(),
    ...link,
    ...more,
  };
}

export function ccUser(link: Link, content: unknown, more: Record<string, unknown> = {}): Record<string, unknown> {
  return ccLine('user', link, { message: { role: 'user', content }, ...more });
}

export function ccUsage(input: number, output: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { input_tokens: input, output_tokens: output, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, ...more };
}

/** One line of an answer, which carries one content block. */
export function ccAnswer(
  link: Link,
  messageId: string,
  block: Record<string, unknown>,
  message: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return ccLine('assistant', link, {
    requestId: `req-${messageId}`,
    message: {
      id: messageId,
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      content: [block],
      stop_reason: null,
      usage: ccUsage(3, 7),
      ...message,
    },
    ...more,
  });
}

export function ccToolUse(id: string, name: string, input: Record<string, unknown>): Record<string, unknown> {
  return { type: 'tool_use', id, name, input };
}

export function ccResult(link: Link, toolUseId: string, content: unknown, more: Record<string, unknown> = {}): Record<string, unknown> {
  const { is_error, ...line } = more;
  return ccUser(link, [{ type: 'tool_result', tool_use_id: toolUseId, content, ...(is_error !== undefined && { is_error }) }], line);
}

export function text(value: string): Record<string, unknown> {
  return { type: 'text', text: value };
}
