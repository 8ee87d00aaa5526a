import {
  TEXT_LIMIT,
  type AgentRun,
  type Json,
  type Session,
  type Source,
  type SourcePointer,
  type Warning,
} from '../../session/session.ts';
import { asCount } from '../count.ts';
import { asList, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { parseArguments } from '../parseArguments.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace, SessionReader } from '../reader.ts';
import { cutText, firstLine, measureJson } from '../text.ts';
import { ThreadDraft, type StepDraft } from '../threadDraft.ts';
import { userBody } from '../userBody.ts';
import { agentOf, type Spawned } from './agents.ts';
import { CallGroups, type Served } from './callGroups.ts';
import { finishedCommand, type Finish } from './commandEnd.ts';
import { Replay } from './replay.ts';
import { readShellArguments } from './shellArguments.ts';
import { readToolOutput } from './toolOutput.ts';
import { countKey, growth, readUsage } from './usage.ts';
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
  readonly #replay = new Replay();
  readonly #warnings: Warning[] = [];
  readonly #spawned = new Map<string, Spawned>();
  readonly #finished = new Map<string, Finish>();
  #meta: JsonRecord | undefined;
  #id = '';
  #cwd: string | undefined;
  #served: Served = { model: '', provider: undefined };
  #total: JsonRecord | undefined;
  #totalKey: string | undefined;
  #counted = 0;
  #copiedCalls = 0;
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
    else if (type === 'token_usage_record') this.#usageRecord(payload, context);
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
      main: this.#calls.settled(() => this.#draft.build((step) => this.#agentOf(step))),
      strayAgents: [],
      outcome: { result: 'unknown', evidence: [] },
      warnings: [...warnings, ...this.#warnings, ...this.#forkWarnings()],
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
    else if (type === 'agent_message') this.#letter(textOf(item['content']), context);
    else if (type === 'reasoning') {
      const chars = (textOf(item['summary']) + textOf(item['content'])).length || (asText(item['encrypted_content']) ?? '').length;
      this.#part({ kind: 'thinking', chars }, undefined, context);
    } else if (type.endsWith('_output')) this.#output(item, context);
    else if (type.endsWith('_call')) this.#call(item, type, context);
  }

  #message(item: JsonRecord, context: Context): void {
    const text = textOf(item['content']);
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
    const isSearch = type === 'web_search_call';
    const id = asText(item['call_id']) ?? asText(item['id']) ?? `line-${source.line}`;
    const name = toolName(item, type);
    const raw = item['arguments'] ?? item['input'] ?? item['action'] ?? null;
    const { args: given, argsChars } = parseArguments(raw);
    const args = type === 'custom_tool_call' && typeof raw === 'string' ? { input: raw } : readShellArguments(given);
    const step: StepDraft = { toolCallId: id, name, args, argsChars, source, ...(at !== undefined && { calledAt: at }) };
    this.#calls.step(step, name.length + argsChars, this.#served, copied);
    // The provider runs the search itself, and bills each one (trap 15); pages that are opened in it are free.
    if (isSearch && isBilledSearch(item)) this.#calls.search();
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
    if (type === 'token_count') this.#tokenCount(event, context);
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

  /** A count of one request in a record of its own, with the provider's id of the response: Codex 0.160 and later. */
  #usageRecord(payload: JsonRecord, context: Context): void {
    const total = asRecord(payload['thread_token_usage']);
    if (total) this.#reach(total);
    const response = asText(payload['response_id']);
    const thread = asText(payload['thread_id']) ?? this.#id;
    this.#count(payload['usage'], response === undefined ? undefined : `${thread}:${response}`, context);
  }

  /** Counts are told again and again: only a total that differs from the one before tells of a request (trap 23). */
  #tokenCount(event: JsonRecord, context: Context): void {
    const info = asRecord(event['info']);
    const total = asRecord(info?.['total_token_usage']);
    const before = this.#total;
    if (!total || !this.#reach(total)) return;
    this.#count(asRecord(info?.['last_token_usage']) ?? growth(total, before), undefined, context);
  }

  /** Notes a cumulative count; false where it is the one that was known. */
  #reach(total: JsonRecord): boolean {
    const key = countKey(total);
    if (key === this.#totalKey) return false;
    this.#total = total;
    this.#totalKey = key;
    return true;
  }

  #count(raw: unknown, billId: string | undefined, { at, source, copied }: Context): void {
    const ordinal = ++this.#counted;
    if (copied) this.#copiedCalls++;
    this.#answering = false;
    // Tokens that were billed elsewhere are not used here; what the record says stays beside.
    const usage = copied ? undefined : readUsage(raw);
    const own = billId !== undefined && !copied ? billId : `${this.#id}:${copied ? 'copied' : 'count'}-${ordinal}`;
    this.#calls.count({ usage, raw: (raw ?? null) as Json, billId: own, at, source }, this.#served, copied);
  }

  #compacted(payload: JsonRecord, { at, source }: Context): void {
    this.#calls.endTurn();
    const history = asList(payload['replacement_history']);
    const summaryChars = Math.max((asText(payload['message']) ?? '').length, history.length > 0 ? measureJson(history).chars : 0);
    const tokensBefore = asCount(asRecord(this.#total)?.['total_tokens']) > 0 ? this.#lastPrompt() : undefined;
    const body = {
      kind: 'compaction' as const,
      summaryChars,
      source,
      ...(at !== undefined && { at }),
      ...(tokensBefore !== undefined && { tokensBefore }),
    };
    this.#draft.add({ kind: 'compaction', body });
  }

  /** Tokens of the last counted prompt; the session's totals are no size of a context. */
  #lastPrompt(): number | undefined {
    const last = this.#draft.items.findLast((item) => item.kind === 'call' && item.body().usage !== undefined);
    const usage = last?.kind === 'call' ? last.body().usage : undefined;
    return usage && usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
  }

  #agentOf(step: StepDraft): AgentRun | undefined {
    const spawned = this.#spawned.get(step.toolCallId);
    const args = asRecord(step.args);
    const id =
      spawned?.threadId ??
      (step.name.endsWith('spawn_agent') ? asText(asRecord(parseArguments(step.result?.text).args)?.['agent_id']) : undefined);
    if (id === undefined) return undefined;
    const type = asText(args?.['agent_type']) ?? asText(args?.['task_name']);
    return {
      id,
      aliases: [id],
      task: asText(args?.['message']) ?? spawned?.task ?? '',
      ...(type !== undefined && { type }),
    };
  }

  #forkWarnings(): Warning[] {
    const { from } = this.#replay;
    if (from === undefined) return [];
    const message = `the beginning is a copy of session ${from}: ${this.#copiedCalls} counted calls of it were billed there and cost nothing here`;
    return [{ code: 'forked', message }];
  }
}

function addFinish(result: { exitCode?: number; durationMs?: number; isError: boolean }, finish: Finish): void {
  if (finish.exitCode !== undefined) result.exitCode ??= finish.exitCode;
  if (finish.durationMs !== undefined) result.durationMs ??= finish.durationMs;
  if (finish.failed) result.isError = true;
}

function textOf(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  return asList(raw)
    .map((part) => asText(asRecord(part)?.['text']) ?? asText(asRecord(part)?.['encrypted_content']) ?? '')
    .filter((text) => text !== '')
    .join('\n');
}

/** Tools of MCP servers are named with their server; the namespaces of Codex's own tools say nothing. */
function toolName(item: JsonRecord, type: string): string {
  const name = asText(item['name']) ?? type.replace(/_call$/, '');
  const namespace = asText(item['namespace']);
  return namespace?.startsWith('mcp__') ? `${namespace.replace(/__$/, '')}__${name}` : name;
}

function isBilledSearch(item: JsonRecord): boolean {
  const action = asText(asRecord(item['action'])?.['type']);
  return action === undefined || action === 'search';
}

function parentOf(meta: JsonRecord | undefined): string | undefined {
  const spawn = asRecord(asRecord(asRecord(meta?.['source'])?.['subagent'])?.['thread_spawn']);
  return asText(meta?.['parent_thread_id']) ?? asText(spawn?.['parent_thread_id']);
}

function nameOf(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/\.jsonl.*$/, '');
}
