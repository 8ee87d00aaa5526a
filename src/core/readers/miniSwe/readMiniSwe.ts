import type { Json, Session, Source, SourcePointer, Warning } from '../../session/session.ts';
import { contentOf } from '../callBody.ts';
import { Conversation } from '../conversation.ts';
import { asList, asNumber, asRecord, asText, type JsonRecord } from '../json.ts';
import { loggedUsd } from '../loggedUsd.ts';
import { exitOutcome } from '../outcome/exitOutcome.ts';
import { openaiUsage } from '../openaiUsage.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace } from '../reader.ts';
import { resultBody } from '../resultBody.ts';
import { asSeconds } from '../seconds.ts';
import { nameOf, sessionBody } from '../sessionBody.ts';
import { firstLine, readBlocks } from '../text.ts';
import { stopOf } from '../stopReason.ts';

const BASH_BLOCK = /```(?:bash|mswea_bash_command)\s*\n([^]*?)\n```/;
const RETURN_CODE = /^<returncode>(-?\d+)<\/returncode>/;
const TASK = /<pr_description>\s*(?:Consider the following PR description:)?\s*([^]*?)\s*<\/pr_description>/;

/** Reads one trajectory of mini-swe-agent, versions 1 (actions in the text) and 2 (tool calls). */
export function readMiniSwe(value: unknown, place: RecordPlace, source: Source, warnings: readonly Warning[]): Session {
  const record = asRecord(value);
  const info = asRecord(record?.['info']);
  const config = asRecord(asRecord(info?.['config'])?.['model']);
  const talk = new Conversation();
  const model = asText(config?.['model_name']);
  let task: string | undefined;
  /** The action of version 1, whose result is the next message of the user. */
  let waiting: string | undefined;
  asList(record?.['messages']).forEach((item, i) => {
    const message = asRecord(item);
    if (!message) return;
    const at = pointer(place, 'messages', i);
    const extra = asRecord(message['extra']);
    const time = asSeconds(extra?.['timestamp']);
    const { text } = readBlocks(message['content']);
    if (message['role'] === 'assistant')
      waiting = readAnswer(talk, message, { text, source: at, at: time, model, bill: `${nameOf(source.path)}:${i}` });
    else if (message['role'] === 'exit') readExit(talk, text, extra, at, time, model ?? '');
    else if (message['role'] === 'tool' || (waiting !== undefined && message['role'] === 'user')) {
      const exitCode = asNumber(extra?.['returncode']) ?? numberIn(text);
      const shown = asText(extra?.['raw_output']) ?? text;
      const problem = asText(extra?.['exception_info']);
      const result = resultBody(shown, at, { at: time, chars: text.length, exitCode, isError: problem !== undefined, error: problem });
      talk.result(asText(message['tool_call_id']) ?? waiting ?? `message-${i}`, 'bash', result);
      waiting = undefined;
    } else {
      if (message['role'] === 'user') task ??= TASK.exec(text)?.[1] ?? text;
      talk.user(text, at, { at: time, byPerson: message['role'] === 'user' });
    }
  });
  return sessionBody(
    {
      format: 'mini-swe-agent',
      id: asText(record?.['instance_id']),
      version: asText(info?.['mini_version']),
      task,
      main: talk.build(),
      outcome: exitOutcome(asText(info?.['exit_status'])),
      warnings: [...warnings],
    },
    source,
  );
}

interface Answer {
  text: string;
  source: SourcePointer;
  at: number | undefined;
  /** The model as it was configured, with its provider. */
  model: string | undefined;
  bill: string;
}

/** Adds an answer. Gives the id of the tool call that waits for its result in the next message. */
function readAnswer(talk: Conversation, message: JsonRecord, { text, source, at, model, bill }: Answer): string | undefined {
  const extra = asRecord(message['extra']);
  const response = asRecord(extra?.['response']);
  const calls = asList(message['tool_calls']).flatMap((item) => {
    const call = asRecord(item);
    const use = asRecord(call?.['function']);
    return use
      ? [{ id: asText(call?.['id']) ?? `${source.line}-${source.offset}`, name: asText(use['name']) ?? 'bash', args: use['arguments'] }]
      : [];
  });
  const block = calls.length > 0 ? undefined : BASH_BLOCK.exec(text)?.[1];
  const waiting = block === undefined ? undefined : `action-${source.line}-${source.offset}`;
  const tools = waiting === undefined ? calls : [{ id: waiting, name: 'bash', args: { command: block } }];
  const responseId = asText(response?.['id']);
  const finish = asText(asRecord(asList(response?.['choices'])[0])?.['finish_reason']);
  talk.call(
    {
      billId: responseId ?? bill,
      source,
      at,
      model: model ?? asText(response?.['model']),
      usage: openaiUsage(response?.['usage']),
      rawUsage: response?.['usage'] as Json | undefined,
      loggedUsd: loggedUsd(extra?.['cost']),
      stop: tools.length > 0 ? 'tool' : stopOf(finish),
      content: contentOf({ text, thinking: asText(message['reasoning_content']) }),
      text,
    },
    tools,
  );
  return waiting;
}

/** How the run ended. An error of the provider's is a call that failed and was not billed. */
function readExit(
  talk: Conversation,
  text: string,
  extra: JsonRecord | undefined,
  source: SourcePointer,
  at: number | undefined,
  model: string,
): void {
  const problem = asText(extra?.['exception_str']);
  if (problem === undefined) return;
  const status = asText(extra?.['exit_status']) ?? '';
  if (!/Error|Timeout|Exception/.test(status)) return;
  talk.call({ billId: `exit-${source.line}`, source, at, model, free: true, stop: 'error', error: firstLine(problem || text) });
}

function numberIn(text: string): number | undefined {
  const match = RETURN_CODE.exec(text);
  return match ? Number(match[1]) : undefined;
}
