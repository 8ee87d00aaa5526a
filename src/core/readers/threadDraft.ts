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
import { resultHash } from '../session/resultHash.ts';
import { RESULTS_LIMIT, SHORT_RESULT } from '../session/session.ts';
import { cutText } from './text.ts';

type Body<E> = Omit<E, 'index' | 'parent' | 'source'> & {
  source: SourcePointer;
};

/** A tool use whose result may still be missing. */
export interface StepDraft {
  toolCallId: string;
  name: string;
  args: Json;
  argsChars: number;
  calledAt?: number;
  source: SourcePointer;
  result?: ToolResult;
}

/**
 * A place in a thread that is being read. `after` is the item before it in the context the model saw: absent where that is the
 * item before it in the file, null where the context starts here.
 */
export type Item = { after?: Item | null; built?: Built } & (
  | { kind: 'user'; body: Body<UserEntry> }
  | {
      kind: 'compaction';
      body: Body<CompactionEntry>;
      keptFrom?: () => Item | undefined;
    }
  | { kind: 'call'; body: () => Body<LlmCall>; steps: StepDraft[] }
  | { kind: 'result'; step: StepDraft; call?: Item }
);

/** Where the entries of an item stand, as of the build of this number. */
interface Built {
  turn: number;
  first: number;
  last: number;
}

/**
 * Collects the items of one context in the order of its records and builds the thread of the model from them. What has not changed since it
 * was built before comes as the same entry again, so that a long session which grows costs only what is new in it.
 */
export class ThreadDraft {
  readonly items: Item[] = [];
  /** The entries of the last build, and what each was made of. */
  #turn = 0;
  #kept = 0;
  #shortened = 0;
  #built: { entries: readonly Entry[]; from: readonly object[] } = { entries: [], from: [] };
  readonly #callOf = new Map<StepDraft, Item>();
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
    call.steps.push(step);
    this.#callOf.set(step, call);
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
    const call = this.#callOf.get(step);
    return this.add({ kind: 'result', step, ...(call && { call }) });
  }

  /** Says so where results were cut since too much was kept already: what stood behind the cut is not searched. */
  warnings(): Warning[] {
    if (this.#shortened === 0) return [];
    const message = `of ${this.#shortened} tool results only the first ${SHORT_RESULT} characters are looked at, since the session is very large; its dollars are not touched by that`;
    return [{ code: 'results-cut', message }];
  }

  #limit(result: ToolResult): void {
    const { length } = result.text;
    if (length > SHORT_RESULT && this.#kept + length > RESULTS_LIMIT) {
      this.#shortened++;
      result.hash = resultHash(result);
      result.text = cutText(result.text, SHORT_RESULT);
    } else this.#kept += length;
  }

  /** Nothing that changes later is shared with the draft: an entry that was given is never written to. */
  build(agentOf: (step: StepDraft) => AgentRun | undefined): Thread {
    const entries: Entry[] = [];
    const from: object[] = [];
    const turn = ++this.#turn;
    const placeOf = (item: Item | undefined): Built | undefined => (item?.built?.turn === turn ? item.built : undefined);
    for (const item of this.items) {
      const index = entries.length;
      const parent = item.after === undefined ? index - 1 : item.after === null ? -1 : (placeOf(item.after)?.last ?? index - 1);
      const base = parent === index - 1 ? { index } : { index, parent };
      const built = (item.built ??= { turn, first: index, last: index });
      built.turn = turn;
      built.first = index;
      if (item.kind === 'user' || item.kind === 'call') {
        const body = item.kind === 'user' ? item.body : item.body();
        from[index] = body;
        entries.push(this.#entry(body, base));
      } else if (item.kind === 'result') {
        const callIndex = placeOf(item.call)?.first ?? -1;
        from[index] = item.step;
        entries.push(this.#toolEntry(item.step, callIndex, base, agentOf));
      } else {
        const keptFrom = placeOf(item.keptFrom?.())?.first;
        from[index] = item;
        entries.push({
          ...item.body,
          ...base,
          ...(keptFrom !== undefined && { keptFrom }),
        });
      }
      if (item.kind === 'call') {
        for (const step of item.steps) {
          if (step.result) continue;
          from[entries.length] = step;
          entries.push(this.#toolEntry(step, index, { index: entries.length }, agentOf));
        }
      }
      built.last = entries.length - 1;
    }
    this.#built = { entries, from };
    return { entries };
  }

  /** A body that is the same object as before says the same as before. */
  #entry(body: Body<UserEntry> | Body<LlmCall>, base: Place): Entry {
    return this.#before(body, base) ?? { ...body, ...base };
  }

  /** What was made of this in the last build, if it stood in the same place. */
  #before(madeOf: object, { index, parent }: Place): Entry | undefined {
    const entry = this.#built.from[index] === madeOf ? this.#built.entries[index] : undefined;
    return entry?.parent === parent ? entry : undefined;
  }

  #toolEntry(step: StepDraft, callIndex: number, base: Place, agentOf: (step: StepDraft) => AgentRun | undefined): ToolStep {
    const agent = agentOf(step);
    const before = this.#before(step, base);
    // What a sub-agent did is put in its place later.
    if (before?.kind === 'tool' && !agent && !before.agent && isSame(before, step, callIndex)) return before;
    const at = step.result?.at ?? step.calledAt;
    return {
      kind: 'tool',
      toolCallId: step.toolCallId,
      name: step.name,
      args: step.args,
      argsChars: step.argsChars,
      callIndex,
      source: step.source,
      ...(at !== undefined && { at }),
      ...(step.calledAt !== undefined && { calledAt: step.calledAt }),
      ...(step.result && { result: step.result }),
      ...(agent && { agent }),
      ...base,
    };
  }
}

type Place = { index: number; parent?: number };

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
