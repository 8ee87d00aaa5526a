import { TEXT_LIMIT, type AgentRun, type Session, type Source, type SourcePointer, type Warning } from '../../session/session.ts';
import { asList, asNumber, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import type { RecordPlace, SessionReader } from '../reader.ts';
import { cutText, jsonChars, measureJson, readBlocks } from '../text.ts';
import { type Item, type StepDraft, ThreadDraft } from '../threadDraft.ts';
import { isInjected, readAnnouncement, requestText, type Announcement } from './announcement.ts';
import { RecordTree } from './recordTree.ts';
import { isFailedTwin, promptErrorCall, readCall } from './call.ts';
import { readBashExecution, readToolResult } from './toolResult.ts';

/** Reads the session records of pi and OpenClaw, versions 1 (no ids, one line of history) to 4 (ids form a tree). */
export class OpenclawReader implements SessionReader {
  readonly #format: 'openclaw' | 'pi';
  readonly #draft = new ThreadDraft();
  readonly #tree = new RecordTree();
  readonly #spawns = new Map<StepDraft, JsonRecord>();
  readonly #announcements: Announcement[] = [];
  readonly #bills = new Set<string>();
  readonly #warnings: Warning[] = [];
  #header: JsonRecord | undefined;
  #promptError: { item: Item; record: JsonRecord } | undefined;
  readonly #failed = new Set<string>();
  #task: string | undefined;
  #injectedTask: string | undefined;
  #startedAt: number | undefined;
  #endedAt: number | undefined;

  constructor(format: 'openclaw' | 'pi') {
    this.#format = format;
  }

  record(value: unknown, place: RecordPlace): void {
    const record = asRecord(value);
    if (!record) return;
    const before = this.#draft.last;
    if (record['type'] === 'session') this.#header ??= record;
    else this.#entry(record, { source: 0, ...place });
    const time = asTime(record['timestamp']);
    if (time !== undefined) {
      this.#startedAt = Math.min(this.#startedAt ?? time, time);
      this.#endedAt = Math.max(this.#endedAt ?? time, time);
    }
    const added = this.#draft.last === before ? undefined : this.#draft.last;
    this.#tree.remember(record, added, before);
  }

  session(source: Source, warnings: readonly Warning[]): Session {
    const parent = asText(this.#header?.['parentSession']);
    const cwd = asText(this.#header?.['cwd']);
    // A fork's first records are copies and older than itself: its own beginning stands in the header.
    const startedAt = asTime(this.#header?.['timestamp']) ?? this.#startedAt;
    return {
      format: this.#format,
      id: asText(this.#header?.['id']) ?? nameOf(source.path),
      agent: { name: this.#format },
      ...(cwd !== undefined && { cwd }),
      task: cutText(this.#task ?? this.#injectedTask ?? '', TEXT_LIMIT),
      ...(startedAt !== undefined && { startedAt }),
      ...(this.#endedAt !== undefined && { endedAt: this.#endedAt }),
      sources: [source],
      main: this.#draft.build((step) => this.#agentOf(step)),
      strayAgents: [],
      outcome: { result: 'unknown', evidence: [] },
      warnings: [...warnings, ...this.#warnings, ...this.#draft.warnings(), ...(parent === undefined ? [] : [forkedFrom(parent)])],
    };
  }

  #entry(record: JsonRecord, source: SourcePointer): void {
    const at = asTime(record['timestamp']);
    const type = record['type'];
    if (type === 'message') this.#message(record, at, source);
    else if (type === 'compaction') this.#compaction(record, at, source);
    else if (type === 'branch_summary') this.#summary(record['summary'], record, at, source);
    else if (type === 'custom_message') this.#injected(record['content'], record, at, source);
    else if (type === 'custom' && record['customType'] === 'openclaw:prompt-error') this.#failedPrompt(record, at, source);
  }

  #message(record: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const message = asRecord(record['message']);
    switch (message?.['role']) {
      case 'user':
        return this.#user(message, record, at ?? asTime(message['timestamp']), source);
      case 'assistant':
        return this.#assistant(message, record, at, source);
      case 'toolResult':
        return this.#toolResult(message, record, at, source);
      case 'bashExecution':
        return this.#bashExecution(message, record, at, source);
      case 'custom':
      case 'hookMessage':
        return this.#injected(message['content'], record, at, source);
      case 'branchSummary':
        return this.#summary(message['summary'], record, at, source);
    }
  }

  #user(message: JsonRecord, record: JsonRecord, at: number | undefined, source: SourcePointer): void {
    this.#promptError = undefined;
    const { text, chars, images } = readBlocks(message['content']);
    const byPerson = !isInjected(text);
    const announcement = byPerson ? undefined : readAnnouncement(text);
    if (announcement) this.#announcements.push(announcement);
    if (text.trim() !== '') {
      if (byPerson) this.#task ??= requestText(text);
      else this.#injectedTask ??= requestText(text);
    }
    const body = {
      kind: 'user' as const,
      chars,
      images,
      text: cutText(text, TEXT_LIMIT),
      byPerson,
      source,
      ...(at !== undefined && { at }),
    };
    this.#draft.add({ kind: 'user', body, ...this.#tree.after(record) });
  }

  #injected(content: unknown, record: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const { text, chars, images } = readBlocks(content);
    const body = {
      kind: 'user' as const,
      chars,
      images,
      text: cutText(text, TEXT_LIMIT),
      byPerson: false,
      source,
      ...(at !== undefined && { at }),
    };
    this.#draft.add({ kind: 'user', body, ...this.#tree.after(record) });
  }

  #summary(summary: unknown, record: JsonRecord, at: number | undefined, source: SourcePointer): void {
    this.#injected(asText(summary) ?? '', record, at, source);
  }

  #assistant(message: JsonRecord, record: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const call = readCall(message, record, at, source);
    if (this.#bills.has(call.billId)) {
      this.#warnings.push({
        code: 'repeated-record',
        message: `line ${source.line} repeats a call that was read before; it is billed once`,
        at: source,
      });
      return;
    }
    this.#bills.add(call.billId);
    const failed = this.#promptError;
    this.#promptError = undefined;
    if (failed && isFailedTwin(failed.record, message)) this.#draft.items.splice(this.#draft.items.indexOf(failed.item), 1);
    const item = this.#draft.add<Extract<Item, { kind: 'call' }>>({
      kind: 'call',
      body: () => ({ ...call, content: [...call.content] }),
      steps: [],
      ...this.#tree.after(record),
    });
    for (const value of asList(message['content'])) {
      const block = asRecord(value);
      const id = block?.['type'] === 'toolCall' ? asText(block['id']) : undefined;
      if (!block || id === undefined) continue;
      const { json: args, chars: argsChars } = measureJson(block['arguments']);
      this.#draft.addStep(item, {
        toolCallId: id,
        name: asText(block['name']) ?? '',
        args,
        argsChars,
        source,
        ...(at !== undefined && { calledAt: at }),
      });
    }
  }

  #toolResult(message: JsonRecord, record: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const id = asText(message['toolCallId']) ?? `line-${source.line}`;
    const item = this.#draft.addResult(id, asText(message['toolName']), readToolResult(message, at, source));
    if (!item) {
      this.#warnings.push({
        code: 'repeated-result',
        message: `line ${source.line} repeats the result of a tool call; the first one stands`,
        at: source,
      });
      return;
    }
    Object.assign(item, this.#tree.after(record));
    const details = asRecord(message['details']);
    if (item.kind === 'result' && asText(details?.['childSessionKey']) !== undefined && details) this.#spawns.set(item.step, details);
  }

  #bashExecution(message: JsonRecord, record: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const id = asText(record['id']) ?? `line-${source.line}`;
    const item = this.#draft.addResult(`bash-${id}`, 'bash', readBashExecution(message, at, source));
    if (item?.kind !== 'result') return;
    item.step.args = { command: asText(message['command']) ?? '' };
    item.step.argsChars = jsonChars(item.step.args);
    Object.assign(item, this.#tree.after(record));
  }

  #compaction(record: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const summary = asText(record['summary']) ?? '';
    const tokensBefore = asNumber(record['tokensBefore']);
    const body = {
      kind: 'compaction' as const,
      summaryChars: summary.length,
      source,
      ...(at !== undefined && { at }),
      ...(tokensBefore !== undefined && { tokensBefore }),
    };
    const keptFrom = (): Item | undefined => this.#tree.keptBy(record);
    this.#draft.add({
      kind: 'compaction',
      body,
      keptFrom,
      ...this.#tree.after(record),
    });
  }

  #failedPrompt(record: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const call = promptErrorCall(record, at, source);
    // A record that is told again is one failure.
    if (this.#failed.has(call.billId)) return;
    this.#failed.add(call.billId);
    const item = this.#draft.add<Item>({
      kind: 'call',
      body: () => ({ ...call }),
      steps: [],
      ...this.#tree.after(record),
    });
    this.#promptError = { item, record };
  }

  #agentOf(step: StepDraft): AgentRun | undefined {
    const details = this.#spawns.get(step);
    const key = asText(details?.['childSessionKey']);
    if (key === undefined) return undefined;
    const args = asRecord(step.args);
    const aliases = new Set<string>();
    const uuid = key.split(':').at(-1);
    if (uuid) aliases.add(uuid);
    for (const announced of this.#announcements) {
      if (announced.sessionKey !== key) continue;
      if (announced.sessionId !== undefined) aliases.add(announced.sessionId);
      if (announced.transcript !== undefined) aliases.add(announced.transcript.replace(/\.jsonl.*$/, ''));
    }
    const type = asText(args?.['agentId']) ?? asText(args?.['label']);
    return {
      id: key,
      aliases: [...aliases],
      task: asText(args?.['task']) ?? '',
      ...(type !== undefined && { type }),
    };
  }
}

function nameOf(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/\.jsonl.*$/, '');
}

function forkedFrom(parent: string): Warning {
  return {
    code: 'forked',
    message: `this session continues a copy of ${nameOf(parent)}; what both hold was billed once`,
  };
}
