/** Small sessions in the formats of the agents, made for the tests. */

const MODEL = 'claude-sonnet-4-5-20250929';

interface ClaudeOptions {
  sessionId?: string;
  agentId?: string;
  /** Makes the ids of messages and tool uses differ between sessions; equal prefixes stand for a copied conversation. */
  prefix?: string;
  startedAt?: string;
  model?: string;
  turns?: number;
}

/** A session of Claude Code with one tool use a turn. Each turn is one billed call of 1,000 read, 100 written and 50 output tokens. */
export function claudeSession(options: ClaudeOptions = {}): string {
  const { sessionId = 's1', agentId, prefix = sessionId, model = MODEL, turns = 3 } = options;
  const start = Date.parse(options.startedAt ?? '2026-03-01T10:00:00Z');
  const records: unknown[] = [];
  const push = (type: string, message: unknown, extra: object = {}): void => {
    const at = new Date(start + records.length * 1000).toISOString();
    const uuid = `${prefix}-${records.length}`;
    const parentUuid = records.length === 0 ? null : `${prefix}-${records.length - 1}`;
    const agent = agentId === undefined ? { isSidechain: false } : { isSidechain: true, agentId };
    records.push({
      type,
      uuid,
      parentUuid,
      sessionId,
      timestamp: at,
      cwd: '/home/u/project',
      version: '2.1.100',
      ...agent,
      message,
      ...extra,
    });
  };
  push('user', { role: 'user', content: 'Look at the files and tell what they hold.' });
  for (let turn = 0; turn < turns; turn++) {
    const id = `toolu_${prefix}_${turn}`;
    const content = [{ type: 'tool_use', id, name: 'Read', input: { file_path: `/home/u/project/f${turn}.txt` } }];
    push('assistant', { ...answer(prefix, turn, model, 'tool_use'), content }, { requestId: `req_${prefix}_${turn}` });
    push('user', { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: `text of file ${turn} `.repeat(20) }] });
  }
  const content = [{ type: 'text', text: 'Three files of text.' }];
  push('assistant', { ...answer(prefix, turns, model, 'end_turn'), content }, { requestId: `req_${prefix}_end` });
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function answer(prefix: string, turn: number, model: string, stop: string): object {
  const usage = {
    input_tokens: 3,
    cache_read_input_tokens: 1000 + 100 * turn,
    cache_creation_input_tokens: 100,
    cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 0 },
    output_tokens: 50,
  };
  return { id: `msg_${prefix}_${turn}`, type: 'message', role: 'assistant', model, stop_reason: stop, usage };
}

/** A session of pi with one call and one tool use that failed. */
export function piSession(id = 'p1'): string {
  const at = (second: number): string => new Date(Date.parse('2026-03-02T10:00:00Z') + second * 1000).toISOString();
  const usage = { input: 500, output: 40, cacheRead: 0, cacheWrite: 0, totalTokens: 540 };
  const model = { api: 'anthropic-messages', provider: 'anthropic', model: MODEL };
  const records = [
    { type: 'session', version: 3, id, timestamp: at(0), cwd: '/home/u/project' },
    message('a1', null, at(1), { role: 'user', content: [{ type: 'text', text: 'Run the tests.' }] }),
    message('a2', 'a1', at(2), {
      role: 'assistant',
      content: [{ type: 'toolCall', id: 't1', name: 'bash', arguments: { command: 'npm test' } }],
      ...model,
      usage,
      stopReason: 'toolUse',
    }),
    message('a3', 'a2', at(3), {
      role: 'toolResult',
      toolCallId: 't1',
      toolName: 'bash',
      content: [{ type: 'text', text: 'npm error missing script' }],
      isError: true,
    }),
    message('a4', 'a3', at(4), {
      role: 'assistant',
      content: [{ type: 'text', text: 'There is no test script.' }],
      ...model,
      usage,
      stopReason: 'stop',
    }),
  ];
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function message(id: string, parentId: string | null, timestamp: string, content: object): object {
  return { type: 'message', id, parentId, timestamp, message: { ...content, timestamp: Date.parse(timestamp) } };
}

/** A session in which the same large file is read again and again. */
export function wastefulSession(sessionId: string): string {
  const sameFile = claudeSession({ sessionId, turns: 12 }).replaceAll(/f\d+\.txt/g, 'same.txt');
  return sameFile.replaceAll(/(?:text of file \d+ )+/g, 'the very same line of the file\\n'.repeat(2_000));
}
