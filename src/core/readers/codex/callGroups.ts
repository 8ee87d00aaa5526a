import type { Content, Json, LlmCall, SourcePointer, StopReason, Usage } from '../../session/session.ts';
import { callBody } from '../callBody.ts';
import type { Item, StepDraft, ThreadDraft } from '../threadDraft.ts';

type CallItem = Extract<Item, { kind: 'call' }>;

/** What was counted for one request. */
export interface Count {
  usage: Usage | undefined;
  raw: Json;
  billId: string;
  at: number | undefined;
  source: SourcePointer;
}

interface Draft {
  item: CallItem;
  content: Content[];
  said: string[];
  steps: number;
  searches: number;
  count?: Count;
  stop?: StopReason;
  error?: string;
  free: boolean;
  /** A result or a message came behind it: nothing more of the answer will. */
  closed: boolean;
}

/** Model and provider in force. */
export interface Served {
  model: string;
  provider: string | undefined;
}

/**
 * Puts the parts of an answer and its token count together. Codex writes the count before the parts of the answer (until about 0.58), or
 * behind them, or behind the tools' results: a count goes to the answer before it that has none, else to the next one.
 */
export class CallGroups {
  readonly #draft: ThreadDraft;
  readonly #name: () => string;
  #current: Draft | undefined;
  #waiting: { count: Count; served: Served; free: boolean } | undefined;
  #ordinal = 0;

  /** `name` gives the session's id, once it is known: bills without an id of their own are named after it. */
  constructor(draft: ThreadDraft, name: () => string) {
    this.#draft = draft;
    this.#name = name;
  }

  /** A part of an answer. `said` is text for people. */
  part(content: Content, said: string | undefined, at: number | undefined, source: SourcePointer, served: Served, free: boolean): void {
    const draft = this.#current && !this.#current.closed ? this.#current : this.#open(at, source, served, free);
    draft.content.push(content);
    if (said?.trim()) draft.said.push(said.trim());
  }

  /** A tool call, which is a part of the answer. */
  step(step: StepDraft, chars: number, served: Served, free: boolean): void {
    this.part({ kind: 'tool-call', chars, toolCallId: step.toolCallId }, undefined, step.calledAt, step.source, served, free);
    const draft = this.#current as Draft;
    draft.steps++;
    this.#draft.addStep(draft.item, step);
  }

  search(): void {
    if (this.#current) this.#current.searches++;
  }

  count(count: Count, served: Served, free: boolean): void {
    if (this.#current && !this.#current.count && this.#current.stop === undefined) {
      this.#current.count = count;
      return;
    }
    this.flush();
    this.#waiting = { count, served, free };
  }

  /** A result: the answer it belongs to is complete, its count may still come. */
  close(): void {
    if (this.#current) this.#current.closed = true;
  }

  /** A message from outside, or a compaction: what was counted until now belongs to what is there. */
  endTurn(): void {
    this.flush();
    this.#current = undefined;
  }

  /** The request that is under way, if any, was given up or failed. */
  fail(stop: StopReason, error: string | undefined, at: number | undefined, source: SourcePointer, served: Served, free: boolean): void {
    this.flush();
    const draft = this.#open(at, source, served, free);
    draft.stop = stop;
    draft.closed = true;
    if (error !== undefined) draft.error = error;
  }

  /** Marks the answer that has begun and not been counted as given up; false where there is none. */
  abort(): boolean {
    if (!this.#current || this.#current.closed || this.#current.count) return false;
    this.#current.stop = 'aborted';
    this.#current.closed = true;
    return true;
  }

  /** A count whose answer was not recorded is a call of its own. */
  flush(): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#open(waiting.count.at, waiting.count.source, waiting.served, waiting.free).closed = true;
  }

  /** Runs `look` as if a waiting count were a call already; nothing is changed for what follows. */
  settled<T>(look: () => T): T {
    const waiting = this.#waiting;
    const current = this.#current;
    if (!waiting) return look();
    const ordinal = this.#ordinal;
    this.flush();
    const result = look();
    this.#draft.items.pop();
    this.#ordinal = ordinal;
    this.#current = current;
    this.#waiting = waiting;
    return result;
  }

  #open(at: number | undefined, source: SourcePointer, served: Served, free: boolean): Draft {
    const ordinal = ++this.#ordinal;
    const draft: Draft = { content: [], said: [], steps: 0, searches: 0, free, closed: false, item: undefined as unknown as CallItem };
    if (this.#waiting) draft.count = this.#waiting.count;
    this.#waiting = undefined;
    const { model, provider } = served;
    draft.item = this.#draft.add<CallItem>({
      kind: 'call',
      steps: [],
      body: () => bodyOf(draft, { model, provider, at, source, billId: `${this.#name()}:call-${ordinal}` }),
    });
    this.#current = draft;
    return draft;
  }
}

interface Opened {
  model: string;
  provider: string | undefined;
  at: number | undefined;
  source: SourcePointer;
  billId: string;
}

function bodyOf(draft: Draft, { model, provider, at, source, billId }: Opened): Omit<LlmCall, 'index' | 'parent'> {
  const { count, searches } = draft;
  const usage = count?.usage && searches > 0 ? { ...count.usage, webSearches: searches } : count?.usage;
  return callBody({
    billId: count?.billId ?? billId,
    source,
    at: count?.at ?? at,
    model,
    provider,
    usage,
    rawUsage: count?.raw,
    free: draft.free,
    stop: draft.stop ?? (draft.steps > 0 ? 'tool' : draft.content.length > 0 ? 'end' : 'unknown'),
    error: draft.error,
    content: draft.content,
    text: draft.said.join('\n'),
  });
}
