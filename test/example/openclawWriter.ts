import { Ids } from './ids.ts';
import { toLines } from './claudeWriter.ts';
import type { WrittenFile } from './claudeWriter.ts';
import type { CallRecord, Conversation, ToolUse } from './conversation.ts';

/** Dollars per million tokens, as the agent's own model table has them; absent: the agent logs zeros. */
export interface LoggedRates {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
}

export interface OpenclawOptions {
  path: string;
  cwd: string;
  provider: string;
  api: string;
  rates?: LoggedRates;
  /** OpenClaw 2026 writes version 3 with custom records; pi writes version 3 without them. */
  product: 'openclaw' | 'pi';
}

/** Writes a conversation as OpenClaw and pi do: one record a message, with the agent's own idea of its cost. */
export function writeOpenclawSession(conversation: Conversation, options: OpenclawOptions): WrittenFile {
  const ids = new Ids(conversation.options.id);
  const lines: object[] = [];
  const start = Date.parse(conversation.options.start);
  lines.push({ type: 'session', version: 3, id: conversation.options.id, timestamp: new Date(start).toISOString(), cwd: options.cwd });
  let parentId: string | null = null;
  const push = (at: number, body: object): void => {
    const id = ids.hex(8);
    const { type, ...rest } = body as { type: string };
    lines.push({ type, id, parentId, timestamp: new Date(at).toISOString(), ...rest });
    parentId = id;
  };
  push(start, { type: 'model_change', provider: options.provider, modelId: conversation.options.model });
  if (options.product === 'openclaw') {
    const data = { timestamp: start, provider: options.provider, modelApi: options.api, modelId: conversation.options.model };
    push(start, { type: 'custom', customType: 'model-snapshot', data });
  }
  for (const item of conversation.items) {
    if (item.kind === 'user') {
      push(item.at, { type: 'message', message: { role: 'user', content: [{ type: 'text', text: item.text }], timestamp: item.at } });
      continue;
    }
    const toolIds = item.call.turn.uses.map(() => `call_${ids.hex(24)}`);
    push(item.call.at, { type: 'message', message: assistantMessage(item.call, toolIds, options) });
    item.call.turn.uses.forEach((use, i) => {
      const at = item.call.at + (use.seconds ?? 1) * 1000;
      push(at, { type: 'message', message: toolResultMessage(use, toolIds[i] ?? '', at) });
    });
  }
  return { path: options.path, text: toLines(lines) };
}

function assistantMessage(call: CallRecord, toolIds: string[], options: OpenclawOptions): object {
  const { turn, usage } = call;
  const content: object[] = [];
  if (turn.thinking) content.push({ type: 'thinking', thinking: turn.thinking });
  if (turn.text) content.push({ type: 'text', text: turn.text });
  turn.uses.forEach((use, i) => content.push({ type: 'toolCall', id: toolIds[i], name: use.tool, arguments: use.input }));
  const rates = options.rates ?? { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };
  const cost = {
    input: (usage.input * rates.input) / 1e6,
    output: (usage.output * rates.output) / 1e6,
    cacheRead: (usage.cacheRead * rates.cacheRead) / 1e6,
    cacheWrite: (usage.cacheWrite * rates.cacheWrite) / 1e6,
  };
  const tokens = turn.failure ? { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } : usage;
  const totalTokens = tokens.input + tokens.output + tokens.cacheRead + tokens.cacheWrite;
  const total = cost.input + cost.output + cost.cacheRead + cost.cacheWrite;
  return {
    role: 'assistant',
    content: turn.failure ? [] : content,
    api: options.api,
    provider: options.provider,
    model: turn.model,
    usage: { ...tokens, totalTokens, cost: { ...cost, total: turn.failure ? 0 : total } },
    stopReason: turn.failure ? 'error' : turn.uses.length ? 'toolUse' : 'stop',
    ...(turn.failure ? { errorMessage: turn.failure } : {}),
    timestamp: call.at,
  };
}

function toolResultMessage(use: ToolUse, toolCallId: string, at: number): object {
  const exit =
    use.exitCode === undefined
      ? undefined
      : { status: use.exitCode === 0 ? 'completed' : 'error', exitCode: use.exitCode, durationMs: (use.seconds ?? 1) * 1000 };
  const details = use.details ?? exit;
  return {
    role: 'toolResult',
    toolCallId,
    toolName: use.tool,
    content: [{ type: 'text', text: use.result }],
    ...(details ? { details } : {}),
    isError: use.isError ?? false,
    timestamp: at,
  };
}
