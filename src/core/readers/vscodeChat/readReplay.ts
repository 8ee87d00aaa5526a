import type { Json, Session, Source, SourcePointer, Warning } from '../../session/session.ts';
import { contentOf } from '../callBody.ts';
import { Conversation, type ToolCall } from '../conversation.ts';
import { asList, asNumber, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { openaiUsage } from '../openaiUsage.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace } from '../reader.ts';
import { resultBody } from '../resultBody.ts';
import { sessionBody } from '../sessionBody.ts';
import { firstLine, readBlocks } from '../text.ts';

/** Reads a log of requests. The tools that follow a request in the log are those it asked for. */
export function readReplay(value: unknown, place: RecordPlace, source: Source, warnings: readonly Warning[]): Session {
  const talk = new Conversation();
  let task: string | undefined;
  let before: string | undefined;
  const prompts = asList(asRecord(value)?.['prompts']).map(asRecord);
  // A request may stand under one prompt and the tools it asked for under the next, which repeats the prompt's text.
  const logs = prompts.flatMap((prompt, i) =>
    asList(prompt?.['logs']).map((log, j) => ({ log: asRecord(log), at: pointer(place, 'prompts', i, 'logs', j), prompt: i })),
  );
  readSystem(talk, logs);
  logs.forEach(({ log, at, prompt }, index) => {
    if (index === 0 || logs[index - 1]?.prompt !== prompt) {
      const asked = asText(prompts[prompt]?.['prompt']) ?? '';
      task ??= asked || undefined;
      if (asked !== before) talk.user(asked, pointer(place, 'prompts', prompt), { at: undefined, byPerson: true });
      before = asked;
    }
    if (log?.['kind'] === 'request') readRequest(talk, log, toolsAfter(logs, index), at);
    else if (log?.['kind'] === 'toolCall') {
      const { text, images } = readBlocks(log['response']);
      talk.result(asText(log['id']) ?? `line-${at.line}`, asText(log['tool']), resultBody(text, at, { at: asTime(log['time']), images }));
    }
  });
  return sessionBody({ format: 'vscode-chatreplay', id: undefined, task, main: talk.build(), warnings: [...warnings] }, source);
}

interface Logged {
  log: JsonRecord | undefined;
  at: SourcePointer;
}

/** The system message of the first request that shows one. */
function readSystem(talk: Conversation, logs: readonly Logged[]): void {
  for (const { log, at } of logs) {
    const messages = asList(asRecord(log?.['requestMessages'])?.['messages'] ?? log?.['requestMessages']);
    const system = messages.map(asRecord).find((message) => message?.['role'] === 0 || message?.['role'] === 'system');
    if (system) return talk.user(readBlocks(system['content']).text, at, { byPerson: false });
  }
}

function toolsAfter(logs: readonly Logged[], index: number): ToolCall[] {
  const tools: ToolCall[] = [];
  for (const { log } of logs.slice(index + 1)) {
    if (log?.['kind'] === 'request') break;
    const id = asText(log?.['id']);
    if (log?.['kind'] === 'toolCall' && id !== undefined) tools.push({ id, name: asText(log['tool']) ?? '', args: log['args'] });
  }
  return tools;
}

function readRequest(talk: Conversation, log: JsonRecord, tools: readonly ToolCall[], source: SourcePointer): void {
  const metadata = asRecord(log['metadata']);
  const response = asRecord(log['response']);
  const said = asList(response?.['message']).filter((part) => typeof part === 'string');
  const text = said.length > 0 ? said.join('') : (asText(response?.['message']) ?? asText(response?.['value']) ?? '');
  const usage = openaiUsage(metadata?.['usage']);
  const kind = asText(log['type']) ?? '';
  const failed = /Failure|Cancel/i.test(kind);
  // One answer may be asked for in several requests that share an id: the entry's own is the bill's.
  const billId = asText(log['id']) ?? `${asText(metadata?.['ourRequestId']) ?? ''}:${source.line}`;
  talk.call(
    {
      billId,
      source,
      at: asTime(metadata?.['startTime']),
      durationMs: asNumber(metadata?.['duration']),
      provider: 'github-copilot',
      model: asText(metadata?.['model']),
      usage,
      rawUsage: metadata?.['usage'] as Json | undefined,
      free: failed && usage === undefined,
      stop: /Cancel/i.test(kind) ? 'aborted' : failed ? 'error' : tools.length > 0 ? 'tool' : 'end',
      error: failed ? firstLine(asText(response?.['reason']) ?? kind) : undefined,
      content: contentOf({ text }),
      text,
    },
    tools,
  );
}
