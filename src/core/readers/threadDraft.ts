import type {
  AgentRun,
  CompactionEntry,
  Entry,
  Json,
  LlmCall,
  SourcePointer,
  Thread,
  ToolResult,
  ToolStep,
  UserEntry,
  Warning,
} from '../session/session.ts';
import { lengthOfText } from '../session/heldText.ts';
import { resultHash } from '../session/resultHash.ts';
import { RESULTS_LIMIT, SHORT_RESULT } from '../session/session.ts';
import { cutText } from './text.ts';

/** An entry that has no place yet, or the one it had in an earlier build. */
export type Body<E> = Omit<E, 'index'> & { index?: number };

/** The index of a body that has no place yet and is made with room for one. */
export const UNPLACED = -1;

/** A tool use whose result may still be missing. */
export interface StepDraft {
  toolCallId: string;
  name: string;
  args: Json;
  argsChars: number;
  calledAt?: number;
  source: SourcePointer;
  result?: ToolResult;
  /** The answer that asked for it. */
  call?: Item;
}

/**
 * A place in a thread that is being read. `after` is the item before it in the context the model saw: absent where that is the
 * item before it in the file, null where the context starts here.
 */
export type Item = Placed &
  (
    | { kind: 'user'; body: Body<UserEntry> }
    | {
        kind: 'compaction';
        body: Body<CompactionEntry>;
        keptFrom?: () => Item | undefined;
      }
    | { kind: 'call'; body: () => Body<LlmCall>; steps: readonly StepDraft[] }
    | { kind: 'result'; step: StepDraft; call?: Item }
  );

interface Placed {
  after?: Item | null;
  /** Where its entries stand, as of the build of this number. */
  turn?: number;
  first?: number;
  last?: number;
  /** Its first entry, and what that was made of. */
  entry?: Entry;
  from?: object;
}

/**
 * Collects the items of one context in the order of its records and builds the thread of the model from them. What has not changed since it
 * was built before comes as the same entry again, so that a long session which grows costs only what is new in it.
 */
export class ThreadDraft {
  readonly items: Item[] = [];
  #turn = 0;
  #kept = 0;
  #shortened = 0;
  /** Of the last build, those without a result, which have no item of their own. */
  #waiting = new Map<StepDraft, ToolStep>();
  readonly #stepOf = new Map<string, StepDraft>();

  get last(): Item | undefined {
    return this.items.at(-1);
  }

  add<I extends Item>(item: I): I {
    this.items.push(item);
    return item;
  }

  /** Adds a tool use to a call. A second one of the same id in the thread is the same use. */
  addStep(call: Extract<Item, { kind: 'call' }>, step: StepDraft): void {
    if (this.#stepOf.has(step.toolCallId)) return;
    call.steps = call.steps.concat(step);
    step.call = call;
    this.#stepOf.set(step.toolCallId, step);
  }

  step(toolCallId: string): StepDraft | undefined {
    return this.#stepOf.get(toolCallId);
  }

  get steps(): Iterable<StepDraft> {
    return this.#stepOf.values();
  }

  /** Places a result. Returns undefined when the tool use has one already. `name` serves where the use itself is not in the source. */
  addResult(toolCallId: string, name: string | undefined, result: ToolResult): Item | undefined {
    let step = this.#stepOf.get(toolCallId);
    if (step?.result) return undefined;
    if (!step) {
      step = {
        toolCallId,
        name: name ?? '',
        args: null,
        argsChars: 0,
        source: result.source,
      };
      this.#stepOf.set(toolCallId, step);
    }
    this.#limit(result);
    step.result = result;
    const { call } = step;
    return this.add({ kind: 'result', step, ...(call && { call }) });
  }

  /** Says so where results were cut since too much was kept already: what stood behind the cut is not searched. */
  warnings(): Warning[] {
    if (this.#shortened === 0) return [];
    const message = `of ${this.#shortened} tool results only the first ${SHORT_RESULT} characters are looked at, since the session is very large; its dollars are not touched by that`;
    return [{ code: 'results-cut', message }];
  }

  #limit(result: ToolResult): void {
    const length = lengthOfText(result);
    if (length > SHORT_RESULT && this.#kept + length > RESULTS_LIMIT) {
      this.#shortened++;
      result.hash = resultHash(result);
      result.text = cutText(result.text, SHORT_RESULT);
    } else this.#kept += length;
  }

  /** An entry that was given is never written to again. */
  build(agentOf: (step: StepDraft) => AgentRun | undefined): Thread {
    return this.#build(this.items, agentOf, () => {});
  }

  /** As build, for the last time: an item is let go of when it has become an entry, so that a long session is not in memory twice. */
  finish(agentOf: (step: StepDraft) => AgentRun | undefined): Thread {
    this.#stepOf.clear();
    const items: (Item | undefined)[] = this.items.splice(0);
    return this.#build(items as Item[], agentOf, (place) => (items[place] = undefined));
  }

  #build(items: readonly Item[], agentOf: (step: StepDraft) => AgentRun | undefined, letGo: (place: number) => void): Thread {
    const entries: Entry[] = [];
    const turn = ++this.#turn;
    const waiting = new Map<StepDraft, ToolStep>();
    for (const [place, item] of items.entries()) {
      letGo(place);
      const index = entries.length;
      const parent = item.after === undefined ? index - 1 : item.after === null ? -1 : (placeIn(turn, item.after, 'last') ?? index - 1);
      const at = parent === index - 1 ? { index } : { index, parent };
      item.turn = turn;
      item.first = item.last = index;
      entries.push(this.#entryOf(item, at, turn, agentOf));
      if (item.kind === 'call') {
        for (const step of item.steps) {
          if (step.result) continue;
          const entry = toolEntry(step, this.#waiting.get(step), index, { index: entries.length }, agentOf(step));
          waiting.set(step, entry);
          entries.push(entry);
        }
      }
      item.last = entries.length - 1;
    }
    this.#waiting = waiting;
    return { entries };
  }

  #entryOf(item: Item, place: Place, turn: number, agentOf: (step: StepDraft) => AgentRun | undefined): Entry {
    if (item.kind === 'result') {
      const callIndex = placeIn(turn, item.call, 'first') ?? -1;
      const before = item.entry?.kind === 'tool' ? item.entry : undefined;
      return (item.entry = toolEntry(item.step, before, callIndex, place, agentOf(item.step)));
    }
    if (item.kind === 'compaction') {
      const keptFrom = placeIn(turn, item.keptFrom?.(), 'first');
      return { ...item.body, ...place, ...(keptFrom !== undefined && { keptFrom }) };
    }
    const body = item.kind === 'call' ? item.body() : item.body;
    if (item.from !== body) {
      item.from = body;
      item.entry = placed(body, place);
    } else if (item.entry && !isAt(item.entry, place)) item.entry = placed(body, place);
    return item.entry as Entry;
  }
}

type Place = { index: number; parent?: number };

/** Where the first or the last entry of an item stands in the build of this number; undefined where it has none in it. */
function placeIn(turn: number, item: Item | undefined, end: 'first' | 'last'): number | undefined {
  return item?.turn === turn ? item[end] : undefined;
}

function isAt(entry: Place, { index, parent }: Place): boolean {
  return entry.index === index && entry.parent === parent;
}

/** The body itself becomes the entry where it has had no place before: a long session is not in memory twice. */
function placed(body: Body<UserEntry> | Body<LlmCall>, place: Place): Entry {
  if (body.index === undefined || body.index === UNPLACED) return Object.assign(body, place);
  const { parent: _, ...rest } = body;
  return { ...rest, ...place };
}

/** The same entry as before where nothing of it is another. What a sub-agent did is put in its place later. */
function toolEntry(step: StepDraft, before: ToolStep | undefined, callIndex: number, place: Place, agent: AgentRun | undefined): ToolStep {
  if (before && !agent && !before.agent && isAt(before, place) && isSame(before, step, callIndex)) return before;
  const at = step.result?.at ?? step.calledAt;
  const entry: ToolStep = {
    kind: 'tool',
    index: place.index,
    toolCallId: step.toolCallId,
    name: step.name,
    args: step.args,
    argsChars: step.argsChars,
    callIndex,
    source: step.source,
  };
  if (at !== undefined) entry.at = at;
  if (step.calledAt !== undefined) entry.calledAt = step.calledAt;
  if (step.result) entry.result = step.result;
  if (agent) entry.agent = agent;
  if (place.parent !== undefined) entry.parent = place.parent;
  return entry;
}

function isSame(before: ToolStep, step: StepDraft, callIndex: number): boolean {
  return (
    before.callIndex === callIndex &&
    before.result === step.result &&
    before.args === step.args &&
    before.name === step.name &&
    before.argsChars === step.argsChars &&
    before.calledAt === step.calledAt &&
    before.source === step.source
  );
}
