import type { RawRecord } from './rawSession.ts';

const START = Date.UTC(2026, 0, 10, 8);

/** The smallest session of each source that has a place for more: a task, one look, an answer. */
export function skeleton(format: 'claude-code' | 'openclaw', id: string, cwd: string, task: string): RawRecord[] {
  return format === 'claude-code' ? claudeSkeleton(id, cwd, task) : openclawSkeleton(id, cwd, task);
}

function at(seconds: number): string {
  return new Date(START + seconds * 1000).toISOString();
}

function claudeSkeleton(id: string, cwd: string, task: string): RawRecord[] {
  const tail = id.padStart(12, '0').slice(-12);
  const uuid = (n: number): string => `${String(n).padStart(8, '0')}-1111-4000-8000-${tail}`;
  const record = (n: number, type: 'user' | 'assistant', message: RawRecord): RawRecord => ({
    parentUuid: n === 0 ? null : uuid(n - 1),
    isSidechain: false,
    userType: 'external',
    cwd,
    sessionId: id,
    version: '2.1.50',
    type,
    message,
    uuid: uuid(n),
    timestamp: at(n * 5),
    ...(type === 'assistant' && { requestId: `req_${n}_${id}` }),
  });
  const call = (n: number, content: RawRecord[], stop: string, read: number, written: number): RawRecord =>
    record(n, 'assistant', {
      model: 'claude-sonnet-4-5-20250929',
      id: `msg_${n}_${id}`,
      type: 'message',
      role: 'assistant',
      content,
      stop_reason: stop,
      usage: { input_tokens: 3, cache_creation_input_tokens: written, cache_read_input_tokens: read, output_tokens: 60 },
    });
  return [
    record(0, 'user', { role: 'user', content: task }),
    call(1, [{ type: 'tool_use', id: `toolu_first_${id}`, name: 'Bash', input: { command: 'ls' } }], 'tool_use', 0, 14_000),
    record(2, 'user', {
      role: 'user',
      content: [{ tool_use_id: `toolu_first_${id}`, type: 'tool_result', content: 'README.md\nsrc\ntest' }],
    }),
    call(3, [{ type: 'text', text: 'That is done.' }], 'end_turn', 14_000, 90),
  ];
}

function openclawSkeleton(id: string, cwd: string, task: string): RawRecord[] {
  const record = (n: number, message: RawRecord): RawRecord => ({
    type: 'message',
    id: `a000000${n}`,
    parentId: n === 0 ? null : `a000000${n - 1}`,
    timestamp: at(n * 5),
    message,
  });
  const call = (n: number, content: RawRecord[], stopReason: string, cacheRead: number, cacheWrite: number): RawRecord =>
    record(n, {
      role: 'assistant',
      content,
      api: 'anthropic-messages',
      provider: 'anthropic',
      model: 'claude-opus-4-6',
      usage: { input: 3, output: 60, cacheRead, cacheWrite, totalTokens: 63 + cacheRead + cacheWrite },
      stopReason,
    });
  const result = {
    role: 'toolResult',
    toolCallId: `toolu_first_${id}`,
    toolName: 'exec',
    content: [{ type: 'text', text: 'README.md\nsrc\ntest' }],
  };
  return [
    { type: 'session', version: 3, id, timestamp: at(0), cwd },
    record(0, { role: 'user', content: [{ type: 'text', text: task }] }),
    call(1, [{ type: 'toolCall', id: `toolu_first_${id}`, name: 'exec', arguments: { command: 'ls' } }], 'toolUse', 0, 14_000),
    record(2, { ...result, isError: false }),
    call(3, [{ type: 'text', text: 'That is done.' }], 'stop', 14_000, 90),
  ];
}
