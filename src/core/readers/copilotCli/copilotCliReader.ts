import type { AgentRun, Session, Source, SourcePointer, Warning } from '../../session/session.ts';
import { contentOf } from '../callBody.ts';
import { Conversation, type ToolCall } from '../conversation.ts';
import { asCount, asList, asNumber, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace, SessionReader } from '../reader.ts';
import { sessionBody } from '../sessionBody.ts';
import { firstLine } from '../text.ts';
import { PlanUnits } from './planUnits.ts';
import { Segments } from './segments.ts';
import { readCompletion, refusalOf } from './toolCompletion.ts';

interface Event {
  type: string;
  data: JsonRecord;
  at: number | undefined;
  source: SourcePointer;
}

/** Copilot bills by plan; its models are priced at their makers' list. */
const PROVIDER = 'github-copilot';

/**
 * Reads one session of Copilot CLI. Its answers tell their output tokens only; the prompts' tokens stand, by model, in the record of the
 * session's end, once for each time it was opened: they are allocated to the answers, and where that record is missing they are unknown.
 */
export class CopilotCliReader implements SessionReader {
  readonly #events: Event[] = [];
  readonly #ids = new Set<string>();

  record(value: unknown, place: RecordPlace): void {
    const record = asRecord(value);
    const data = asRecord(record?.['data']);
    const type = asText(record?.['type']);
    // An event that is told again is the same event: its tokens were used once.
    const id = asText(record?.['id']);
    if (id !== undefined && this.#ids.has(id)) return;
    if (id !== undefined) this.#ids.add(id);
    if (data && type !== undefined) this.#events.push({ type, data, at: asTime(record?.['timestamp']), source: pointer(place) });
  }

  session(source: Source, warnings: readonly Warning[]): Session {
    return new Assembly(this.#events).session(source, warnings);
  }
}

class Assembly {
  readonly #events: readonly Event[];
  readonly #main = new Conversation();
  readonly #agents = new Map<string, { talk: Conversation; data: JsonRecord }>();
  readonly #segments = new Segments();
  readonly #planUnits = new PlanUnits();
  readonly #threadOf = new Map<string, Conversation>();
  #start: JsonRecord | undefined;
  #model: string | undefined;
  #task: string | undefined;
  #promptChars = 0;
  #partial: Event | undefined;

  constructor(events: readonly Event[]) {
    this.#events = events;
  }

  session(source: Source, warnings: readonly Warning[]): Session {
    for (const event of this.#events) this.#event(event);
    this.#endPart();
    const allocated = this.#segments.finish();
    const agents = [...this.#agents].map(([id, { talk, data }]) => ({ id, run: agentRun(id, data), thread: talk.build() }));
    for (const { id, run, thread } of agents) this.#threadOf.get(id)?.agent(id, { ...run, thread });
    const stray = agents.filter(({ id }) => !this.#threadOf.has(id)).map(({ run, thread }): AgentRun => ({ ...run, thread }));
    const context = asRecord(this.#start?.['context']);
    return sessionBody(
      {
        format: 'copilot-cli',
        id: asText(this.#start?.['sessionId']),
        version: asText(this.#start?.['copilotVersion']),
        cwd: asText(context?.['cwd']),
        task: this.#task,
        startedAt: asTime(this.#start?.['startTime']),
        main: this.#main.build(),
        strayAgents: stray,
        warnings: [...warnings, ...allocated, ...this.#planUnits.warnings()],
      },
      source,
    );
  }

  #event({ type, data, at, source }: Event): void {
    switch (type) {
      case 'session.start':
        this.#start ??= data;
        this.#model = asText(data['selectedModel']) ?? this.#model;
        return;
      case 'session.resume':
      case 'session.model_change':
        this.#model = asText(data['newModel']) ?? asText(data['selectedModel']) ?? this.#model;
        return;
      case 'user.message':
      case 'system.message':
        this.#endPart();
        return this.#message(type, data, at, source);
      case 'assistant.message':
        return this.#part({ type, data, at, source });
      case 'tool.execution_start':
        return this.#started(data, source);
      case 'tool.execution_complete':
        return this.#completed(data, at, source);
      case 'permission.completed':
        return this.#permission(data);
      case 'subagent.started':
        return void this.#agentOf(asText(data['toolCallId']), data);
      case 'session.compaction_complete':
        return this.#compacted(data, at, source);
      case 'session.error':
        return void this.#main.call({
          billId: `error-${source.line}`,
          source,
          at,
          free: true,
          stop: 'error',
          error: firstLine(asText(data['message']) ?? 'error'),
        });
      case 'session.usage_checkpoint':
        return this.#planUnits.take(data);
      case 'session.shutdown':
        this.#endPart();
        this.#planUnits.take(data);
        return this.#segments.shutdown(data, (model) => {
          const call = { billId: `unlogged-${source.line}-${model}`, source, at, model, provider: PROVIDER, text: '' };
          return this.#main.call(call);
        });
    }
  }

  #message(type: string, data: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const said = asText(data['content']) ?? '';
    const sent = asText(data['transformedContent']) ?? said;
    const byPerson = type === 'user.message' && said.trim() !== '' && (data['source'] === undefined || data['source'] === 'user');
    if (byPerson) this.#task ??= said;
    if (sent === '') return;
    this.#promptChars += sent.length;
    this.#main.user(sent, source, { at, byPerson });
  }

  /** One response may be told in parts, of which only the last has tokens and tool calls. */
  #part(event: Event): void {
    const before = this.#partial;
    const response = asText(event.data['serviceRequestId']);
    this.#partial = undefined;
    if (before && (response === undefined || response !== asText(before.data['serviceRequestId'])))
      this.#answer(before.data, before.at, before.source);
    const said = [
      before && response === asText(before.data['serviceRequestId']) ? asText(before.data['content']) : undefined,
      asText(event.data['content']),
    ];
    const content = said.filter((text) => text !== undefined).join('\n');
    const whole = { ...event, data: { ...event.data, content } };
    if (response !== undefined && event.data['outputTokens'] === undefined && asList(event.data['toolRequests']).length === 0)
      this.#partial = whole;
    else this.#answer(whole.data, whole.at, whole.source);
  }

  #endPart(): void {
    const before = this.#partial;
    this.#partial = undefined;
    if (before) this.#answer(before.data, before.at, before.source);
  }

  #answer(data: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const text = asText(data['content']) ?? '';
    const parent = asText(data['parentToolCallId']);
    const talk = parent === undefined ? this.#main : this.#agentOf(parent, {});
    const tools = asList(data['toolRequests']).flatMap((item, i): ToolCall[] => {
      const request = asRecord(item);
      return request
        ? [{ id: asText(request['toolCallId']) ?? `${source.line}-${i}`, name: asText(request['name']) ?? '', args: request['arguments'] }]
        : [];
    });
    const id = asText(data['messageId']) ?? asText(data['requestId']) ?? `line-${source.line}`;
    const thinking = asText(data['reasoningText']);
    const call = talk.call(
      {
        billId: id,
        source,
        at,
        provider: PROVIDER,
        model: asText(data['model']) ?? this.#model,
        stop: tools.length > 0 ? 'tool' : 'end',
        content: contentOf({ text, thinking }),
        text,
      },
      tools,
    );
    for (const { id: tool } of tools) this.#threadOf.set(tool, talk);
    const outputChars = (call.content ?? []).reduce((sum, { chars }) => sum + chars, 0);
    this.#segments.add(call, { promptChars: this.#promptChars, outputChars }, asCount(data['outputTokens']));
    this.#promptChars += outputChars;
  }

  /** A tool that no answer asked for: the person's own command. */
  #started(data: JsonRecord, source: SourcePointer): void {
    const id = asText(data['toolCallId']);
    if (id === undefined || this.#threadOf.has(id)) return;
    const parent = asText(data['parentToolCallId']);
    const talk = parent === undefined ? this.#main : this.#agentOf(parent, {});
    this.#threadOf.set(id, talk);
    talk.looseStep({ id, name: asText(data['toolName']) ?? '', args: data['arguments'] }, source);
  }

  #completed(data: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const id = asText(data['toolCallId']) ?? `line-${source.line}`;
    const result = readCompletion(data, at, source);
    this.#promptChars += result.chars;
    (this.#threadOf.get(id) ?? this.#main).result(id, asText(data['toolName']), result);
  }

  #permission(data: JsonRecord): void {
    const id = asText(data['toolCallId']);
    if (id !== undefined && refusalOf(data)) this.#threadOf.get(id)?.refuse(id);
  }

  #compacted(data: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const summaryChars = (asText(data['summaryContent']) ?? '').length;
    const tokensBefore = asNumber(data['preCompactionTokens']);
    this.#promptChars = summaryChars;
    this.#main.compaction({ summaryChars, source, ...(at !== undefined && { at }), ...(tokensBefore !== undefined && { tokensBefore }) });
  }

  #agentOf(id: string | undefined, data: JsonRecord): Conversation {
    const known = this.#agents.get(id ?? '');
    if (known) {
      known.data = { ...data, ...known.data };
      return known.talk;
    }
    const talk = new Conversation();
    if (id !== undefined) this.#agents.set(id, { talk, data });
    return talk;
  }
}

function agentRun(id: string, data: JsonRecord): AgentRun {
  const type = asText(data['agentName']);
  return { id, aliases: [], task: asText(data['agentDescription']) ?? '', ...(type !== undefined && { type }) };
}
