import type { AgentRun, CompactionEntry, LlmCall, SourcePointer, Thread, ToolResult } from '../session/session.ts';
import { callBody, type CallFacts } from './callBody.ts';
import { parseArguments } from './parseArguments.ts';
import { ThreadDraft, type Item, type StepDraft } from './threadDraft.ts';
import { userBody } from './userBody.ts';

type CallItem = Extract<Item, { kind: 'call' }>;

/** A tool call as formats name it: `args` may be JSON in a string. */
export interface ToolCall {
  id: string;
  name: string;
  args: unknown;
}

/**
 * A conversation that is read in order: messages, answers with their tool calls, results. For formats that tell each of these once.
 * What an answer costs may be learned later: the facts of a call stay open until the thread is built.
 */
export class Conversation {
  readonly #draft = new ThreadDraft();
  readonly #agents = new Map<StepDraft, AgentRun>();
  readonly #loose = new Map<string, StepDraft>();
  readonly #refused = new Set<string>();
  readonly #items = new Map<Call, CallItem>();
  readonly #bills = new Set<string>();
  /** Where the next item hangs, when that is not below the one before it. */
  #after: { item: Item | null } | undefined;

  /** What follows is a context of its own: a run that has nothing to do with what stands before. */
  startAnew(): void {
    if (this.#draft.items.length > 0) this.#after = { item: null };
  }

  /** The place behind what was added last, for `continueAfter`; null before the first item. */
  mark(): Item | null {
    return this.#draft.last ?? null;
  }

  /** The context was taken back: what follows stands behind the given place. */
  continueAfter(place: Item | null): void {
    if (place !== (this.#draft.last ?? null)) this.#after = { item: place };
  }

  user(text: string, source: SourcePointer, facts: { at?: number | undefined; byPerson: boolean; images?: number }): void {
    this.#add({ kind: 'user', body: userBody(text, source, facts) });
  }

  /** Adds an answer with its tool calls. A bill that stands in the thread already gets another name. */
  call(facts: CallFacts, tools: readonly ToolCall[] = []): Call {
    const body: Call = { ...facts, billId: this.#unique(facts.billId), content: [...(facts.content ?? [])] };
    this.#items.set(body, this.#add<CallItem>({ kind: 'call', steps: [], body: () => callBody(body) }));
    for (const tool of tools) this.step(body, tool, facts.source, facts.at);
    return body;
  }

  /** Adds a tool call to the end of an answer. */
  step(call: Call, { id, name, args: raw }: ToolCall, source: SourcePointer, at: number | undefined): void {
    const item = this.#items.get(call);
    if (!item || this.#draft.step(id)) return;
    const { args, argsChars } = parseArguments(raw);
    call.content = [...(call.content ?? []), { kind: 'tool-call', chars: name.length + argsChars, toolCallId: id }];
    this.#draft.addStep(item, { toolCallId: id, name, args, argsChars, source, ...(at !== undefined && { calledAt: at }) });
  }

  /** Places a result; false where the tool call has one already. */
  result(id: string, name: string | undefined, result: ToolResult): boolean {
    if (this.#refused.has(id)) markRefused(result);
    const item = this.#draft.addResult(id, name, result);
    if (!item) return false;
    this.#hang(item);
    const loose = this.#loose.get(id);
    if (loose && item.kind === 'result') Object.assign(item.step, loose);
    return true;
  }

  /** The result that a tool call has so far, which may still be changed. */
  resultOf(id: string): ToolResult | undefined {
    return this.#draft.step(id)?.result;
  }

  hasStep(id: string): boolean {
    return this.#draft.step(id) !== undefined;
  }

  /** A tool use that no answer asked for. It takes its place when its result comes. */
  looseStep({ id, name, args }: ToolCall, source: SourcePointer): void {
    if (!this.#draft.step(id)) this.#loose.set(id, { toolCallId: id, name, source, ...parseArguments(args) });
  }

  /** A person or a policy did not let a tool run. */
  refuse(id: string): void {
    this.#refused.add(id);
    const result = this.#draft.step(id)?.result;
    if (result) markRefused(result);
  }

  /** Says that a tool call started a sub-agent. */
  agent(toolCallId: string, run: AgentRun): void {
    const step = this.#draft.step(toolCallId);
    if (step) this.#agents.set(step, run);
  }

  compaction(body: Omit<CompactionEntry, 'index' | 'parent' | 'kind'>): void {
    this.#add({ kind: 'compaction', body: { kind: 'compaction', ...body } });
  }

  build(): Thread {
    return this.#draft.build((step) => this.#agents.get(step));
  }

  #add<I extends Item>(item: I): I {
    this.#hang(item);
    return this.#draft.add(item);
  }

  #hang(item: Item): void {
    if (this.#after) item.after = this.#after.item;
    this.#after = undefined;
  }

  #unique(billId: string): string {
    let name = billId;
    for (let i = 2; this.#bills.has(name); i++) name = `${billId}#${i}`;
    this.#bills.add(name);
    return name;
  }
}

function markRefused(result: ToolResult): void {
  result.refused ??= 'rejected';
  result.isError = false;
}

/** A call's facts that may still be learned after it was added. */
export type Call = CallFacts & Partial<Pick<LlmCall, 'usage'>>;
