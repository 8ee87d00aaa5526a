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
} from '../session/session.ts';

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
export type Item = { after?: Item | null } & (
  | { kind: 'user'; body: Body<UserEntry> }
  | {
      kind: 'compaction';
      body: Body<CompactionEntry>;
      keptFrom?: () => Item | undefined;
    }
  | { kind: 'call'; body: () => Body<LlmCall>; steps: StepDraft[] }
  | { kind: 'result'; step: StepDraft; call?: Item }
);

/** Collects the items of one context in the order of its records and builds the thread of the model from them. */
export class ThreadDraft {
  readonly items: Item[] = [];
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
    step.result = result;
    const call = this.#callOf.get(step);
    return this.add({ kind: 'result', step, ...(call && { call }) });
  }

  /** Fresh entries: nothing that changes later is shared with the draft. */
  build(agentOf: (step: StepDraft) => AgentRun | undefined): Thread {
    const entries: Entry[] = [];
    const lastIndex = new Map<Item, number>();
    const firstIndex = new Map<Item, number>();
    for (const item of this.items) {
      const index = entries.length;
      const parent = item.after === undefined ? index - 1 : item.after === null ? -1 : (lastIndex.get(item.after) ?? index - 1);
      const base = parent === index - 1 ? { index } : { index, parent };
      firstIndex.set(item, index);
      if (item.kind === 'user') entries.push({ ...item.body, ...base });
      else if (item.kind === 'call') entries.push({ ...item.body(), ...base });
      else if (item.kind === 'result')
        entries.push({
          ...this.#toolStep(item.step, item.call ? (firstIndex.get(item.call) ?? -1) : -1, agentOf),
          ...base,
        });
      else {
        const kept = item.keptFrom?.();
        const keptFrom = kept && firstIndex.get(kept);
        entries.push({
          ...item.body,
          ...base,
          ...(keptFrom !== undefined && { keptFrom }),
        });
      }
      if (item.kind === 'call') {
        for (const step of item.steps) {
          if (!step.result)
            entries.push({
              ...this.#toolStep(step, index, agentOf),
              index: entries.length,
            });
        }
      }
      lastIndex.set(item, entries.length - 1);
    }
    return { entries };
  }

  #toolStep(step: StepDraft, callIndex: number, agentOf: (step: StepDraft) => AgentRun | undefined): Omit<ToolStep, 'index'> {
    const agent = agentOf(step);
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
    };
  }
}
