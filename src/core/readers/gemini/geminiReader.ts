import type { AgentRun, Json, Session, Source, SourcePointer, Usage, Warning } from '../../session/session.ts';
import { contentOf } from '../callBody.ts';
import { Conversation } from '../conversation.ts';
import { asCount, asList, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace, SessionReader } from '../reader.ts';
import { sessionBody } from '../sessionBody.ts';
import { firstLine, readBlocks } from '../text.ts';
import { readToolCall } from './toolCall.ts';

interface Message {
  record: JsonRecord;
  source: SourcePointer;
  /** The message before it in the context; absent: the one that was first told before it. */
  after?: string | null;
}

const SUBAGENT_FILE = /[\\/]chats[\\/]([^\\/]+)[\\/][^\\/]+\.jsonl?$/;

/** Reads one chat of Gemini CLI. In JSON Lines a message is told again whenever it grew: the last telling stands, in the first's place. */
export class GeminiReader implements SessionReader {
  readonly #fileName: string;
  readonly #messages = new Map<string, Message>();
  #head: JsonRecord = {};
  #rewound: { after: string | null } | undefined;

  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  record(value: unknown, place: RecordPlace): void {
    const record = asRecord(value);
    if (!record) return;
    const patch = asRecord(record['$set']);
    const rewindTo = asText(record['$rewindTo']);
    if (patch) this.#patch(patch, place);
    else if (rewindTo !== undefined) this.#rewind(rewindTo);
    else if (asText(record['sessionId']) !== undefined) this.#patch(record, place);
    else this.#upsert(record, pointer(place));
  }

  session(source: Source, warnings: readonly Warning[]): Session {
    const talk = new Conversation();
    const ends = new Map<string, ReturnType<Conversation['mark']>>();
    let task: string | undefined;
    for (const [id, message] of this.#messages) {
      if (message.after !== undefined) talk.continueAfter(message.after === null ? null : (ends.get(message.after) ?? null));
      const asked = readMessage(talk, id, message);
      task ??= asked;
      ends.set(id, talk.mark());
    }
    const parentId = this.#head['kind'] === 'subagent' ? SUBAGENT_FILE.exec(this.#fileName)?.[1] : undefined;
    return sessionBody(
      {
        format: 'gemini-cli',
        id: asText(this.#head['sessionId']),
        task,
        parentId,
        startedAt: asTime(this.#head['startTime']),
        endedAt: asTime(this.#head['lastUpdated']),
        main: talk.build(),
        warnings: [...warnings],
      },
      source,
    );
  }

  #patch(patch: JsonRecord, place: RecordPlace): void {
    const { messages, ...head } = patch;
    this.#head = { ...this.#head, ...head };
    asList(messages).forEach((item, i) => {
      const message = asRecord(item);
      if (message) this.#upsert(message, pointer(place, 'messages', i));
    });
  }

  #upsert(record: JsonRecord, source: SourcePointer): void {
    const id = asText(record['id']) ?? `line-${source.line}`;
    const known = this.#messages.get(id);
    if (known) {
      known.record = record;
      known.source = source;
      return;
    }
    this.#messages.set(id, { record, source, ...this.#rewound });
    this.#rewound = undefined;
  }

  /** The context was taken back to before this message. What it held after that was billed all the same. */
  #rewind(id: string): void {
    const ids = [...this.#messages.keys()];
    const at = ids.indexOf(id);
    if (at >= 0) this.#rewound = { after: ids[at - 1] ?? null };
  }
}

/** Adds one message; gives the text of a person's request. */
function readMessage(talk: Conversation, id: string, { record, source }: Message): string | undefined {
  const at = asTime(record['timestamp']);
  const { text, images } = readBlocks(record['content']);
  if (record['type'] === 'user') {
    talk.user(text, source, { at, byPerson: true, images });
    return text.trim() === '' ? undefined : text;
  }
  if (record['type'] === 'gemini') readAnswer(talk, id, record, text, at, source);
  else if (record['type'] === 'error') talk.call({ billId: id, source, at, free: true, stop: 'error', error: firstLine(text) });
  return undefined;
}

function readAnswer(talk: Conversation, id: string, record: JsonRecord, text: string, at: number | undefined, source: SourcePointer): void {
  const thinking = asList(record['thoughts'])
    .map((item) => {
      const thought = asRecord(item);
      return `${asText(thought?.['subject']) ?? ''}\n${asText(thought?.['description']) ?? ''}`;
    })
    .join('\n');
  const calls = asList(record['toolCalls']).flatMap((item, i) => {
    const call = asRecord(item);
    return call ? [readToolCall(call, `${id}-${i}`, source)] : [];
  });
  talk.call(
    {
      billId: id,
      source,
      at,
      provider: 'google',
      model: asText(record['model']),
      usage: readUsage(asRecord(record['tokens'])),
      rawUsage: record['tokens'] as Json | undefined,
      stop: calls.length > 0 ? 'tool' : 'end',
      content: contentOf({ text, thinking }),
      text,
    },
    calls.map(({ use }) => use),
  );
  for (const { use, result, agentId } of calls) {
    if (result) talk.result(use.id, use.name, result);
    if (agentId !== undefined) talk.agent(use.id, agentRun(agentId, use.args));
  }
}

/** The cached part is inside the input, thoughts and the prompts of tools are outside input and output (traps 20, 21). */
function readUsage(tokens: JsonRecord | undefined): Usage | undefined {
  const [input, output, cached, thoughts, tool] = ['input', 'output', 'cached', 'thoughts', 'tool'].map((name) =>
    asCount(tokens?.[name]),
  ) as [number, number, number, number, number];
  if (input + output + thoughts + tool === 0) return undefined;
  const cacheRead = Math.min(cached, input);
  return {
    input: input - cacheRead + tool,
    cacheRead,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: output + thoughts,
    reasoning: thoughts,
    webSearches: 0,
  };
}

function agentRun(id: string, args: unknown): AgentRun {
  const given = asRecord(args);
  const type = asText(given?.['agent_name']);
  return {
    id,
    aliases: [id],
    task: asText(given?.['query']) ?? asText(given?.['objective']) ?? asText(given?.['task']) ?? '',
    ...(type !== undefined && { type }),
  };
}
