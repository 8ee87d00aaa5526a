import type { Entry, LlmCall, ToolStep } from '../session/session.ts';

type Steps = readonly (ToolStep | undefined)[];

const NO_STEPS: Steps = [];

/** Tool steps among some entries of a thread by the call that asked for them. A long thread has tens of thousands, so that no list is kept for each call. */
export class ToolIndex {
  readonly #entries: readonly Entry[];
  readonly #start: number;
  /** By a call's place among the entries: the place of the first tool step that names it, and by that one's the next one's; both plus 1, 0 for none. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  /** Steps that name no call, by their id. */
  readonly #unclaimed = new Map<string, ToolStep[]>();
  /** 1 for a step whose arguments stand in a call's content. */
  readonly #announced: Uint8Array;

  /** The entries are those of a thread that follow one another. */
  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
    this.#start = entries[0]?.index ?? 0;
    this.#first = new Int32Array(entries.length);
    this.#next = new Int32Array(entries.length);
    this.#announced = new Uint8Array(entries.length);
    for (let place = entries.length - 1; place >= 0; place--) {
      const entry = entries[place] as Entry;
      if (entry.kind === 'tool') this.#list(entry, place);
    }
    for (const steps of this.#unclaimed.values()) steps.reverse();
    for (const entry of entries) {
      if (entry.kind !== 'llm') continue;
      for (const step of this.stepsOf(entry)) if (step) this.#announced[step.index - this.#start] = 1;
    }
  }

  /** The step that each piece of the call's content started, by the place of the piece; undefined for those that started none. */
  stepsOf(call: LlmCall): Steps {
    const first = this.#first[call.index - this.#start] ?? 0;
    if (first === 0 && this.#unclaimed.size === 0) return NO_STEPS;
    return call.content.map(({ toolCallId }) => {
      if (toolCallId === undefined) return undefined;
      return this.#claimed(first, toolCallId) ?? this.#unclaimed.get(toolCallId)?.find((step) => step.index > call.index);
    });
  }

  /** True where the step's arguments are part of a call's content and thus enter the context there. */
  isAnnounced({ index }: ToolStep): boolean {
    return this.#announced[index - this.#start] === 1;
  }

  #list(step: ToolStep, place: number): void {
    if (step.callIndex < 0) {
      const list = this.#unclaimed.get(step.toolCallId);
      if (list) list.push(step);
      else this.#unclaimed.set(step.toolCallId, [step]);
      return;
    }
    const call = step.callIndex - this.#start;
    // The call may stand before these entries.
    this.#next[place] = this.#first[call] ?? 0;
    this.#first[call] = place + 1;
  }

  #claimed(first: number, toolCallId: string): ToolStep | undefined {
    for (let at = first; at > 0; at = this.#next[at - 1] as number) {
      const step = this.#entries[at - 1] as ToolStep;
      if (step.toolCallId === toolCallId) return step;
    }
    return undefined;
  }
}
