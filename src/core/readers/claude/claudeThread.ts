import { TEXT_LIMIT, type AgentRun, type Json, type SourcePointer, type Thread, type Warning } from '../../session/session.ts';
import { asList, asNumber, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import type { Detail } from '../reader.ts';
import { cutText, jsonChars, readBlocks } from '../text.ts';
import { type Item, type StepDraft, ThreadDraft } from '../threadDraft.ts';
import { ClaudeCall } from './claudeCall.ts';
import { RecordChain } from './recordChain.ts';
import { readToolResult } from './toolResult.ts';
import { commandName, isByPerson, isExpansion, requestText } from './userText.ts';

/** One context of Claude Code's: the main conversation or a sub-agent's. */
export class ClaudeThread {
  readonly #draft = new ThreadDraft();
  readonly #calls = new Map<string, ClaudeCall>();
  readonly #detail: Detail;
  #chain = new RecordChain();
  #compaction: Extract<Item, { kind: 'compaction' }> | undefined;
  #request: string | undefined;
  #command: string | undefined;
  #typed: string | undefined;
  #opening: string | undefined;

  /** Structured results of tool uses that started a sub-agent. */
  readonly agentResults = new Map<StepDraft, JsonRecord>();

  constructor(detail: Detail) {
    this.#detail = detail;
  }

  get isEmpty(): boolean {
    return this.#draft.items.length === 0;
  }

  /** First real request, else the first command, else the first words of any kind. */
  get task(): string {
    return this.#request ?? this.#command ?? this.#opening ?? '';
  }

  /** First text of the thread, whole: for a sub-agent the prompt it was given. */
  get opening(): string {
    return this.#opening ?? '';
  }

  get steps(): Iterable<StepDraft> {
    return this.#draft.steps;
  }

  get calls(): Iterable<ClaudeCall> {
    return this.#calls.values();
  }

  get warnings(): Warning[] {
    return this.#draft.warnings();
  }

  /** Takes a record; a copy of a line that was taken before is left out. */
  take(record: JsonRecord, source: SourcePointer): void {
    const uuid = asText(record['uuid']);
    if (uuid !== undefined && this.#chain.has(uuid) && record['type'] !== 'assistant') return;
    const before = this.#draft.items.length;
    const touched = this.#read(record, source);
    if (uuid === undefined) return;
    const item = touched ?? (this.#draft.items.length > before ? this.#draft.last : undefined);
    this.#chain.add(uuid, record['parentUuid'] ?? record['logicalParentUuid'], item);
  }

  build(agentOf: (step: StepDraft) => AgentRun | undefined): Thread {
    return this.#draft.build(agentOf);
  }

  /** As build, for the last time: nothing can be taken any more, and what was known of records is let go of. */
  finish(agentOf: (step: StepDraft) => AgentRun | undefined): Thread {
    this.#calls.clear();
    this.#chain = new RecordChain();
    return this.#draft.finish(agentOf);
  }

  #read(record: JsonRecord, source: SourcePointer): Item | undefined {
    const at = asTime(record['timestamp']);
    switch (record['type']) {
      case 'assistant':
        return this.#assistant(record, at, source);
      case 'user':
        return void this.#user(record, at, source);
      case 'system':
        if (record['subtype'] === 'compact_boundary') this.#boundary(record, at, source);
        return undefined;
      case 'attachment':
        return void this.#attachment(record, at, source);
      default:
        return undefined;
    }
  }

  #assistant(record: JsonRecord, at: number | undefined, source: SourcePointer): Item | undefined {
    const message = asRecord(record['message']);
    if (!message) return undefined;
    const billId = asText(message['id']) ?? asText(record['uuid']) ?? `line-${source.line}`;
    let call = this.#calls.get(billId);
    if (!call) this.#calls.set(billId, (call = this.#draft.add(new ClaudeCall(billId, this.#detail))));
    for (const { id, name, args, argsChars } of call.take(record, message, at, source)) {
      if (id === undefined) continue;
      const step: StepDraft = { toolCallId: id, name, args, argsChars, source };
      if (at !== undefined) step.calledAt = at;
      this.#draft.addStep(call, step);
    }
    return call;
  }

  #user(record: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const content = asRecord(record['message'])?.['content'];
    const blocks = typeof content === 'string' ? [content] : asList(content);
    const results = blocks.map(asRecord).filter((block): block is JsonRecord => block?.['type'] === 'tool_result');
    for (const block of results) this.#toolResult(block, results.length === 1 ? record['toolUseResult'] : undefined, at, source);
    const others = blocks.filter((block) => asRecord(block)?.['type'] !== 'tool_result');
    if (others.length === 0) return;
    const { text, chars, images } = readBlocks(others);
    if (record['isCompactSummary'] === true) {
      this.#summary(chars, at, source);
      return;
    }
    if (text.startsWith('[Request interrupted by user') && results.length === 0) this.#interrupt();
    const texts = others.map((block) => readBlocks([block]).text);
    const byPerson = isByPerson(record, texts);
    this.#nameTask(record, texts, byPerson);
    if (text.trim() !== '') this.#opening ??= text;
    const shown = (byPerson ? requestText(texts) : undefined) ?? text;
    const after = byPerson && results.length === 0 ? this.#chain.rewoundTo(record['parentUuid'], this.#draft.items) : undefined;
    const body = {
      kind: 'user' as const,
      chars,
      images,
      text: this.#kept(shown),
      byPerson,
      source,
      ...(at !== undefined && { at }),
    };
    this.#draft.add({
      kind: 'user',
      body,
      ...(after !== undefined && { after }),
    });
  }

  /** A bare command ("/init") is the request when the harness puts a prompt in its place, not when it only did something locally. */
  #nameTask(record: JsonRecord, texts: readonly string[], byPerson: boolean): void {
    const typed = this.#typed;
    this.#typed = undefined;
    if (byPerson) {
      this.#request ??= requestText(texts);
      this.#typed = requestText(texts) === undefined ? commandName(texts) : undefined;
      this.#command ??= this.#typed;
    } else if (record['isMeta'] === true && typed !== undefined && isExpansion(texts)) this.#request ??= typed;
  }

  #toolResult(block: JsonRecord, structured: unknown, at: number | undefined, source: SourcePointer): void {
    const id = asText(block['tool_use_id']);
    if (id === undefined) return;
    const item = this.#draft.addResult(id, undefined, readToolResult(block, structured, at, source, this.#detail));
    if (item?.kind === 'result' && this.#detail === 'figures') item.step.args = argsForFigures(item.step);
    const details = asRecord(structured);
    if (item?.kind === 'result' && details && asText(details['agentId']) !== undefined) this.agentResults.set(item.step, details);
  }

  #boundary(record: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const metadata = asRecord(record['compactMetadata']);
    const tokensBefore = asNumber(metadata?.['preTokens']);
    const trigger = asText(metadata?.['trigger']);
    const body = {
      kind: 'compaction' as const,
      summaryChars: 0,
      source,
      ...(at !== undefined && { at }),
      ...(tokensBefore !== undefined && { tokensBefore }),
      ...(trigger !== undefined && { trigger }),
    };
    this.#compaction = this.#draft.add<Extract<Item, { kind: 'compaction' }>>({
      kind: 'compaction',
      body,
    });
  }

  /** The summary belongs to the boundary line before it; older versions write it alone. */
  #summary(chars: number, at: number | undefined, source: SourcePointer): void {
    if (this.#compaction && this.#compaction === this.#draft.last)
      this.#compaction.body = { ...this.#compaction.body, summaryChars: chars };
    else
      this.#draft.add({
        kind: 'compaction',
        body: {
          kind: 'compaction',
          summaryChars: chars,
          source,
          ...(at !== undefined && { at }),
        },
      });
    this.#compaction = undefined;
  }

  #attachment(record: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const attachment = asRecord(record['attachment']);
    if (!attachment) return;
    const content = attachment['content'] ?? attachment['prompt'] ?? attachment['stdout'];
    const { text, chars, images } = readBlocks(content);
    const known =
      chars > 0
        ? { text, chars, images }
        : {
            text: asText(attachment['type']) ?? '',
            chars: jsonChars(attachment),
            images: 0,
          };
    const body = {
      kind: 'user' as const,
      ...known,
      text: this.#kept(known.text),
      byPerson: false,
      source,
      ...(at !== undefined && { at }),
    };
    this.#draft.add({ kind: 'user', body });
  }

  /** As much of a text as the session has of it. */
  #kept(text: string): string {
    return this.#detail === 'whole' ? cutText(text, TEXT_LIMIT) : '';
  }

  #interrupt(): void {
    const last = this.#draft.last;
    if (last instanceof ClaudeCall) last.interrupt();
  }
}

/** What a tool was asked matters to figures where it started a sub-agent, and where its exit status tells a failure only of some tools. */
function argsForFigures({ args, result }: StepDraft): Json {
  const input = asRecord(args);
  const tellsAgent = input?.['prompt'] !== undefined || input?.['subagent_type'] !== undefined;
  const depends = result?.exitCode !== undefined || result?.text !== '';
  return depends || tellsAgent ? args : null;
}
