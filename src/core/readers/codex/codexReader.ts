import { TEXT_LIMIT, type Session, type Source, type SourcePointer, type Warning } from '../../session/session.ts';
import { asList, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace, SessionReader } from '../reader.ts';
import { cutText, firstLine, measureJson } from '../text.ts';
import { ThreadDraft } from '../threadDraft.ts';
import { userBody } from '../userBody.ts';
import { agentOf, runOf, type Spawned } from './agents.ts';
import { CallGroups, type Count, type Served } from './callGroups.ts';
import { addFinish, finishedCommand, type Finish } from './commandEnd.ts';
import { contentText } from './contentText.ts';
import { lastPrompt } from './lastPrompt.ts';
import { parentOf } from './origin.ts';
import { Replay } from './replay.ts';
import { TokenCounts } from './tokenCounts.ts';
import { readToolCall } from './toolCall.ts';
import { readToolOutput } from './toolOutput.ts';
import { isInjected, requestOf } from './userText.ts';

interface Context {
  at: number | undefined;
  source: SourcePointer;
  copied: boolean;
}

/** Reads one Codex rollout. See Replay for what a fork copies and CallGroups for how counts and answers meet. */
export class CodexReader implements SessionReader {
  readonly #draft = new ThreadDraft();
  readonly #calls = new CallGroups(this.#draft, () => this.#id);
  readonly #counts = new TokenCounts(() => this.#id);
  readonly #replay = new Replay();
  readonly #warnings: Warning[] = [];
  readonly #spawned = new Map<string, Spawned>();
  readonly #finished = new Map<string, Finish>();
  #meta: JsonRecord | undefined;
  #id = '';
  #cwd: string | undefined;
  #served: Served = { model: '', provider: undefined };
  /** An answer was shown that no record holds yet: a request is under way. */
  #answering = false;
  #task: string | undefined;
  #inheritedTask: string | undefined;
  #startedAt: number | undefined;
  #endedAt: number | undefined;

  record(value: unknown, place: RecordPlace): void {
    const record = asRecord(value);
    if (!record) return;
    const at = asTime(record['timestamp']);
    const payload = asRecord(record['payload']);
    const type = asText(record['type']);
    if (at !== undefined) {
      this.#startedAt = Math.min(this.#startedAt ?? at, at);
      this.#endedAt = Math.max(this.#endedAt ?? at, at);
    }
    if (type === 'session_meta' && payload) return this.#head(payload, at);
    // Until September 2025 the records stood without an envelope.
    if (!payload && type === undefined && 'instructions' in record) return this.#head(record, at);
    const context = { at, source: pointer(place), copied: this.#replay.isCopied(payload, at) };
    if (!payload) {
      if (type !== undefined) this.#item(record, context);
    } else if (type === 'response_item') this.#item(payload, context);
    else if (type === 'event_msg') this.#event(payload, context);
    else if (type === 'turn_context') this.#turn(payload);
    else if (type === 'token_usage_record') this.#count(this.#counts.usageRecord(payload, context), context.copied);
    else if (type === 'compacted') this.#compacted(payload, context);
  }

  session(source: Source, warnings: readonly Warning[]): Session {
    const id = this.#id || nameOf(source.path);
    const startedAt = asTime(this.#meta?.['timestamp']) ?? this.#startedAt;
    const version = asText(this.#meta?.['cli_version']);
    const parentId = parentOf(this.#meta);
    return {
      format: 'codex',
      id,
      agent: { name: 'codex', ...(version !== undefined && { version }) },
      ...(this.#cwd !== undefined && { cwd: this.#cwd }),
      task: cutText(this.#task ?? this.#inheritedTask ?? '', TEXT_LIMIT),
      ...(parentId !== undefined && { parentId }),
      ...(startedAt !== undefined && { startedAt }),
      ...(this.#endedAt !== undefined && { endedAt: this.#endedAt }),
      sources: [source],
      main: this.#calls.settled(() => this.#draft.build((step) => runOf(step, this.#spawned.get(step.toolCallId)))),
      strayAgents: [],
      outcome: { result: 'unknown', evidence: [] },
      warnings: [...warnings, ...this.#warnings, ...this.#draft.warnings(), ...this.#replay.warnings(this.#counts.copied)],
    };
  }

  #head(meta: JsonRecord, at: number | undefined): void {
    const id = asText(meta['id']);
    if (!this.#meta) {
      this.#meta = meta;
      this.#id = id ?? '';
      this.#cwd = asText(meta['cwd']);
      this.#served = { model: asText(meta['model']) ?? '', provider: asText(meta['model_provider']) };
      this.#replay.start(id, asTime(meta['timestamp']) ?? at);
    } else if (id !== undefined && id !== this.#id) this.#replay.begin(id);
  }

  #turn(payload: JsonRecord): void {
    this.#cwd ??= asText(payload['cwd']);
    const model = asText(payload['model']);
    if (model !== undefined) this.#served = { ...this.#served, model };
  }

  #item(item: JsonRecord, context: Context): void {
    const type = asText(item['type']) ?? '';
    if (type === 'message') this.#message(item, context);
    else if (type === 'agent_message') this.#letter(contentText(item['content']), context);
    else if (type === 'reasoning') {
      const chars =
        (contentText(item['summary']) + contentText(item['content'])).length || (asText(item['encrypted_content']) ?? '').length;
      this.#part({ kind: 'thinking', chars }, undefined, context);
    } else if (type.endsWith('_output')) this.#output(item, context);
    else if (type.endsWith('_call')) this.#call(item, type, context);
  }

  #message(item: JsonRecord, context: Context): void {
    const text = contentText(item['content']);
    if (item['role'] === 'assistant') {
      this.#part({ kind: 'text', chars: text.length }, text, context);
      return;
    }
    const images = asList(item['content']).filter((part) => asRecord(part)?.['type'] === 'input_image').length;
    this.#outside(text, item['role'] === 'user' && !isInjected(text), context, images);
  }

  /** A message from another agent; the first one to a sub-agent is its task. */
  #letter(text: string, context: Context): void {
    const payload = text.split('\nPayload:\n')[1]?.trim();
    if (!context.copied && parentOf(this.#meta) !== undefined) this.#task ??= payload;
    this.#outside(text, false, context);
  }

  #outside(text: string, byPerson: boolean, context: Context, images = 0): void {
    this.#calls.endTurn();
    if (byPerson && text.trim() !== '') {
      if (context.copied) this.#inheritedTask ??= requestOf(text);
      else this.#task ??= requestOf(text);
    }
    this.#draft.add({ kind: 'user', body: userBody(text, context.source, { at: context.at, byPerson, images }) });
  }

  #part(content: { kind: 'text' | 'thinking'; chars: number }, said: string | undefined, { at, source, copied }: Context): void {
    this.#answering = false;
    this.#calls.part(content, said, at, source, this.#served, copied);
  }

  #call(item: JsonRecord, type: string, { at, source, copied }: Context): void {
    this.#answering = false;
    const { step, chars, isBilledSearch } = readToolCall(item, type, at, source);
    this.#calls.step(step, chars, this.#served, copied);
    if (isBilledSearch) this.#calls.search();
  }

  #output(item: JsonRecord, { at, source }: Context): void {
    this.#calls.close();
    const id = asText(item['call_id']) ?? `line-${source.line}`;
    const finish = this.#finished.get(id);
    const result = readToolOutput(item['output'] ?? item['tools'], at, source);
    if (finish) addFinish(result, finish);
    if (!this.#draft.addResult(id, asText(item['name']), result)) {
      this.#warnings.push({
        code: 'repeated-result',
        message: `line ${source.line} repeats the result of a tool call; the first one stands`,
        at: source,
      });
    }
  }

  #event(event: JsonRecord, context: Context): void {
    const type = asText(event['type']) ?? '';
    const { at, source, copied } = context;
    if (type === 'token_count') this.#count(this.#counts.tokenCount(event, context), copied);
    else if (type.startsWith('agent_reasoning') || type === 'agent_message') this.#answering = true;
    else if (type === 'turn_aborted' && !copied) {
      const begun = this.#calls.abort();
      if (!begun && this.#answering) this.#calls.fail('aborted', asText(event['reason']), at, source, this.#served, copied);
      this.#answering = false;
    } else if (type === 'error') {
      const message = firstLine(asText(event['message']) ?? 'the request failed');
      // A request that ended with an error and was not counted is not billed (trap 34).
      this.#calls.fail('error', message, at, source, this.#served, true);
      this.#answering = false;
    } else if (type === 'thread_settings_applied') this.#turn(asRecord(event['thread_settings']) ?? {});
    else {
      const finish = finishedCommand(event);
      if (finish) this.#finish(finish);
    }
    const spawned = agentOf(event);
    if (spawned) this.#spawned.set(spawned.callId, spawned);
  }

  #finish(finish: Finish): void {
    this.#finished.set(finish.callId, finish);
    const result = this.#draft.step(finish.callId)?.result;
    if (result) addFinish(result, finish);
  }

  #count(count: Count | undefined, copied: boolean): void {
    if (!count) return;
    this.#answering = false;
    this.#calls.count(count, this.#served, copied);
  }

  #compacted(payload: JsonRecord, { at, source }: Context): void {
    this.#calls.endTurn();
    const history = asList(payload['replacement_history']);
    const summaryChars = Math.max((asText(payload['message']) ?? '').length, history.length > 0 ? measureJson(history).chars : 0);
    const tokensBefore = this.#counts.any ? lastPrompt(this.#draft) : undefined;
    const body = {
      kind: 'compaction' as const,
      summaryChars,
      source,
      ...(at !== undefined && { at }),
      ...(tokensBefore !== undefined && { tokensBefore }),
    };
    this.#draft.add({ kind: 'compaction', body });
  }
}

function nameOf(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/\.jsonl.*$/, '');
}
