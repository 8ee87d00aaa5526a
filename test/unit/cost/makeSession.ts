import type {
  CompactionEntry,
  Content,
  Entry,
  LlmCall,
  Session,
  SourcePointer,
  Thread,
  ToolResult,
  ToolStep,
  Usage,
  UserEntry,
} from '../../../src/core/session/session.ts';

/** Sessions made by hand, with only what the cost depends on. */

const AT: SourcePointer = { source: 0, line: 1, offset: 0, length: 0 };

export const START = Date.parse('2026-01-05T09:00:00Z');

export function usage(parts: Partial<Usage>): Usage {
  return { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0, webSearches: 0, ...parts };
}

export function user(chars: number): UserEntry {
  return { kind: 'user', index: 0, chars, images: 0, text: '', byPerson: true, source: AT };
}

export function call(parts: Partial<LlmCall> & { usage?: Usage }): LlmCall {
  const made: LlmCall = {
    kind: 'llm',
    index: 0,
    billId: 'bill',
    provider: 'anthropic',
    model: 'claude-opus-4-5',
    extraUsage: [],
    serving: {},
    free: false,
    stop: 'end',
    content: [],
    text: '',
    at: START,
    source: AT,
  };
  return { ...made, ...parts };
}

export function text(chars: number): Content {
  return { kind: 'text', chars };
}

export function thinking(chars: number): Content {
  return { kind: 'thinking', chars };
}

export function toolCall(toolCallId: string, chars: number): Content {
  return { kind: 'tool-call', chars, toolCallId };
}

export function result(chars: number): ToolResult {
  return { chars, images: 0, text: '', hash: '', isError: false, source: AT };
}

export function tool(toolCallId: string, parts: Partial<ToolStep>): ToolStep {
  return { kind: 'tool', index: 0, toolCallId, name: 'Read', args: {}, argsChars: 0, callIndex: -1, source: AT, ...parts };
}

export function compaction(parts: Partial<CompactionEntry>): CompactionEntry {
  return { kind: 'compaction', index: 0, summaryChars: 0, source: AT, ...parts };
}

/** Numbers the entries and links tool steps to the call before them that announces them. */
export function thread(entries: readonly Entry[]): Thread {
  const announcedBy = new Map<string, number>();
  entries.forEach((entry, index) => {
    entry.index = index;
    if (entry.kind === 'llm') for (const { toolCallId } of entry.content) if (toolCallId !== undefined) announcedBy.set(toolCallId, index);
    if (entry.kind === 'tool') entry.callIndex = announcedBy.get(entry.toolCallId) ?? -1;
  });
  entries.forEach((entry, index) => {
    if (entry.kind === 'llm' && entry.billId === 'bill') entry.billId = `bill-${index}`;
  });
  return { entries: [...entries] };
}

export function session(main: Thread): Session {
  return {
    format: 'test',
    id: 'session',
    agent: { name: 'test' },
    task: '',
    startedAt: START,
    sources: [],
    main,
    strayAgents: [],
    outcome: { result: 'unknown', evidence: [] },
    warnings: [],
  };
}
