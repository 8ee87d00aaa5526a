import { Ids } from './ids.ts';
import type { CallRecord, Conversation, ToolUse } from './conversation.ts';

export interface WrittenFile {
  path: string;
  text: string;
}

interface Context {
  cwd: string;
  sessionId: string;
  version: string;
  ids: Ids;
  lines: object[];
  files: WrittenFile[];
  folder: string;
  agentId?: string;
  parentUuid: string | null;
}

const VERSION = '2.1.197';

/** Writes a conversation as Claude Code does: a line for every content block, sub-agents in files of their own. */
export function writeClaudeSession(conversation: Conversation, options: { cwd: string; folder: string }): WrittenFile[] {
  const { id } = conversation.options;
  const context: Context = {
    cwd: options.cwd,
    sessionId: id,
    version: VERSION,
    ids: new Ids(id),
    lines: [],
    files: [],
    folder: options.folder,
    parentUuid: null,
  };
  writeItems(conversation, context);
  return [{ path: `${options.folder}/${id}.jsonl`, text: toLines(context.lines) }, ...context.files];
}

function writeItems(conversation: Conversation, context: Context): void {
  for (const item of conversation.items) {
    if (item.kind === 'user') {
      pushLine(context, 'user', item.at, { message: { role: 'user', content: item.text } });
    } else {
      writeCall(item.call, conversation, context);
    }
  }
}

function writeCall(call: CallRecord, conversation: Conversation, context: Context): void {
  const { turn, usage } = call;
  const hour = conversation.options.cacheMinutes >= 60;
  const messageId = `msg_01${context.ids.hex(22)}`;
  const requestId = `req_01${context.ids.hex(22)}`;
  const blocks: object[] = [];
  if (turn.thinking) blocks.push({ type: 'thinking', thinking: turn.thinking, signature: context.ids.hex(40) });
  if (turn.text) blocks.push({ type: 'text', text: turn.text });
  const toolIds = turn.uses.map(() => `toolu_01${context.ids.hex(22)}`);
  turn.uses.forEach((use, i) => blocks.push({ type: 'tool_use', id: toolIds[i], name: use.tool, input: use.input }));
  const billed = {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation: {
      ephemeral_5m_input_tokens: hour ? 0 : usage.cacheWrite,
      ephemeral_1h_input_tokens: hour ? usage.cacheWrite : 0,
    },
    output_tokens: usage.output,
    service_tier: 'standard',
  };
  for (const [i, block] of blocks.entries()) {
    const last = i === blocks.length - 1;
    pushLine(context, 'assistant', call.at + i * 300, {
      requestId,
      message: {
        id: messageId,
        type: 'message',
        role: 'assistant',
        model: turn.model,
        content: [block],
        stop_reason: last ? (turn.uses.length ? 'tool_use' : 'end_turn') : null,
        stop_sequence: null,
        // Only the last line of a streamed answer has the final count.
        usage: last ? billed : { ...billed, output_tokens: 1 },
      },
    });
  }
  turn.uses.forEach((use, i) => writeResult(use, toolIds[i] ?? '', call.at + (use.seconds ?? 1) * 1000, context));
}

function writeResult(use: ToolUse, toolUseId: string, at: number, context: Context): void {
  let extra: object = {};
  if (use.agent) {
    const agentId = context.ids.hex(7);
    const child: Context = { ...context, agentId, ids: new Ids(`${context.sessionId}/${agentId}`), lines: [], parentUuid: null };
    writeItems(use.agent, child);
    context.files.push({ path: `${context.folder}/${context.sessionId}/subagents/agent-${agentId}.jsonl`, text: toLines(child.lines) });
    extra = { toolUseResult: { status: 'completed', agentId, content: [{ type: 'text', text: use.result }], totalToolUseCount: 2 } };
  } else if (use.tool === 'Bash') {
    extra = {
      toolUseResult: use.isError ? `Error: ${use.result}` : { stdout: use.result, stderr: '', interrupted: false, isImage: false },
    };
  }
  const content = use.agent ? [{ type: 'text', text: use.result }] : use.result;
  const block = { tool_use_id: toolUseId, type: 'tool_result', content, ...(use.isError ? { is_error: true } : {}) };
  pushLine(context, 'user', at, { message: { role: 'user', content: [block] }, ...extra });
}

function pushLine(context: Context, type: string, at: number, body: object): void {
  const uuid = context.ids.uuid();
  context.lines.push({
    parentUuid: context.parentUuid,
    isSidechain: context.agentId !== undefined,
    ...(context.agentId ? { agentId: context.agentId } : {}),
    userType: 'external',
    cwd: context.cwd,
    sessionId: context.sessionId,
    version: context.version,
    gitBranch: 'main',
    type,
    ...body,
    uuid,
    timestamp: new Date(at).toISOString(),
  });
  context.parentUuid = uuid;
}

export function toLines(lines: object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
