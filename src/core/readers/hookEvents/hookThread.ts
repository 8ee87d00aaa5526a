import type { AgentRun, Json, SourcePointer, Thread } from '../../session/session.ts';
import { contentOf } from '../callBody.ts';
import { Conversation, type Call } from '../conversation.ts';
import { asList, asNumber, asRecord, asText, type JsonRecord } from '../json.ts';
import { jsonText } from '../jsonText.ts';
import { readLoggedUsd, readUsage } from '../openclaw/usage.ts';
import { resultBody } from '../resultBody.ts';
import { stopOf } from '../stopReason.ts';
import { firstLine, readBlocks } from '../text.ts';
import type { HookEvent } from './hookEvent.ts';

/** One session's events in order. A call is open from before to after; the tools in between, and those that follow, are its own. */
export class HookThread {
  readonly #key: string;
  readonly #talk = new Conversation();
  readonly #open = new Map<string, Call>();
  /** Ids of tool uses that wait for their end, by tool, for events without an id of the call. */
  readonly #waiting = new Map<string, string[]>();
  #call: Call | undefined;
  #steps = 0;
  #last: string | undefined;
  task: string | undefined;

  constructor(key: string) {
    this.#key = key;
  }

  /** Takes the next event; gives the sub-agent that it tells of, and the tool use that started it. */
  take(event: HookEvent, source: SourcePointer): { run: AgentRun; toolId: string | undefined } | undefined {
    switch (event.type) {
      case 'llm_before_call':
        this.#prompt(event, source);
        return void this.#before(event, source);
      case 'llm_after_call':
        return void this.#after(event, source);
      case 'tool_before_call':
        return void this.#started(event, source);
      case 'tool_after_call':
        return void this.#ended(event, source);
      case 'subagent_spawn':
        return this.#spawn(event);
      case 'error':
        return void this.#error(event);
    }
    return undefined;
  }

  build(): Thread {
    return this.#talk.build();
  }

  hasStep(id: string): boolean {
    return this.#talk.hasStep(id);
  }

  agent(id: string, run: AgentRun): void {
    this.#talk.agent(id, run);
  }

  #prompt({ payload, at }: HookEvent, source: SourcePointer): void {
    const text = asText(payload['prompt']) ?? asText(payload['input']);
    if (text === undefined) return;
    this.task ??= text;
    this.#talk.user(text, source, { at, byPerson: true });
  }

  #before(event: HookEvent, source: SourcePointer): Call {
    const { payload, spanId, at } = event;
    const billId = `${this.#key}:${spanId ?? event.id ?? `line-${source.line}`}`;
    const call = this.#talk.call({
      billId,
      source,
      at,
      model: asText(payload['model']),
      provider: asText(payload['provider']),
      stop: 'unknown',
    });
    if (spanId !== undefined) this.#open.set(spanId, call);
    this.#call = call;
    return call;
  }

  #after(event: HookEvent, source: SourcePointer): void {
    const { payload, spanId, at } = event;
    const open = spanId === undefined ? (this.#call?.stop === 'unknown' ? this.#call : undefined) : this.#open.get(spanId);
    const call = open ?? this.#before(event, source);
    const provider = asText(payload['provider']) ?? call.provider;
    const said = payload['output'] ?? payload['text'] ?? payload['assistantTexts'] ?? payload['content'];
    const text = Array.isArray(said) && said.every((part) => typeof part === 'string') ? said.join('\n') : readBlocks(said).text;
    const error = asText(payload['error']);
    const usage = readUsage(payload['usage'], provider);
    if (usage) call.usage = usage;
    call.rawUsage = payload['usage'] as Json | undefined;
    call.loggedUsd = readLoggedUsd(payload['usage']);
    call.provider = provider;
    call.model = asText(payload['model']) ?? call.model;
    call.text = text;
    call.content = [...contentOf({ text }), ...(call.content ?? [])];
    call.durationMs =
      asNumber(payload['durationMs']) ?? (open && call.at !== undefined && at !== undefined ? Math.max(0, at - call.at) : undefined);
    call.stop = error === undefined ? (stopOf(payload['stopReason']) === 'unknown' ? 'end' : stopOf(payload['stopReason'])) : 'error';
    if (error !== undefined) call.error = firstLine(error);
    call.free = error !== undefined && !usage;
  }

  #started({ payload, at, spanId }: HookEvent, source: SourcePointer): string {
    const name = asText(payload['toolName']) ?? asText(payload['name']) ?? '';
    const id = asText(payload['toolCallId']) ?? spanId ?? `${name}-${++this.#steps}`;
    const tool = { id, name, args: payload['params'] ?? payload['args'] ?? payload['arguments'] };
    if (this.#call) this.#talk.step(this.#call, tool, source, at);
    else this.#talk.looseStep(tool, source);
    this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), id]);
    this.#last = id;
    return id;
  }

  #ended(event: HookEvent, source: SourcePointer): void {
    const { payload, at } = event;
    const name = asText(payload['toolName']) ?? asText(payload['name']) ?? '';
    const waiting = this.#waiting.get(name) ?? [];
    const stated = asText(payload['toolCallId']);
    const id =
      stated !== undefined && waiting.includes(stated)
        ? stated
        : stated === undefined
          ? (waiting[0] ?? this.#started(event, source))
          : this.#started(event, source);
    this.#waiting.set(
      name,
      (this.#waiting.get(name) ?? []).filter((other) => other !== id),
    );
    const result = payload['result'];
    const record = asRecord(result);
    const { text: shown, images } = readBlocks(record ? record['content'] : result);
    const text = shown === '' && record && !('content' in record) ? jsonText(record) : shown;
    const error = asText(payload['error']);
    const details = asRecord(record?.['details']);
    this.#talk.result(
      id,
      name,
      resultBody(text === '' ? (error ?? '') : text, source, {
        at,
        images,
        isError: error !== undefined || record?.['isError'] === true,
        error: error ?? asText(details?.['error']),
        status: asText(details?.['status']),
        exitCode: asNumber(details?.['exitCode']),
        durationMs: asNumber(payload['durationMs']),
      }),
    );
    this.#last = id;
  }

  #spawn({ payload }: HookEvent): { run: AgentRun; toolId: string | undefined } | undefined {
    const id = asText(payload['childSessionKey']) ?? asText(payload['sessionKey']);
    if (id === undefined) return undefined;
    const aliases = [asText(payload['childSessionId']), id.split(':').at(-1)].filter((alias) => alias !== undefined);
    const type = asText(payload['label']) ?? asText(payload['mode']);
    const run = { id, aliases, task: asText(payload['task']) ?? '', ...(type !== undefined && { type }) };
    return { run, toolId: asText(payload['toolCallId']) ?? this.#last };
  }

  /** An error is a span of its own under the one that failed. */
  #error({ payload, parentSpanId }: HookEvent): void {
    const call = parentSpanId === undefined ? undefined : this.#open.get(parentSpanId);
    if (!call) return;
    const message = asText(payload['error']) ?? asText(payload['message']) ?? messageOf(payload);
    call.stop = 'error';
    call.error = firstLine(message ?? 'the call failed');
    call.free = !call.usage;
  }
}

function messageOf(payload: JsonRecord): string | undefined {
  return asText(asRecord(payload['error'])?.['message']) ?? asText(asList(payload['errors'])[0]);
}
