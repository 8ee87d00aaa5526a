import type { Money } from '../session/money.ts';
import { ZERO } from '../session/money.ts';

/**
 * Dollars saved. `low` counts only what the removed tokens themselves cost, `high` also the round trips that become needless; `mid` counts
 * these where the call said nothing beside what is gone, and half of them else. Where only some of the results of one turn go, their sizes are
 * shares of a measured sum by characters, so low and high stand apart by what such shares are usually off.
 */
export interface Saving {
  low: Money;
  mid: Money;
  high: Money;
}

/** What a simulation needs to know of one tool use. */
export interface BillStep {
  /** Index in `threads`. */
  thread: number;
  /** Index in `calls` of the one that asked for it, where that is known. */
  call?: number;
  /** Tokens it occupies in a prompt, and those of them that are its arguments. */
  tokens: number;
  argumentTokens: number;
  /** Entry indices of the first and the last call whose prompt held it; absent where no call did. */
  first?: number;
  last?: number;
  /** All that it cost, the agents that it started included. */
  whole: Money;
  /** What its result cost, at first and carried along. */
  result: Money;
}

/** What a simulation needs to know of one call. */
export interface BillCall {
  thread: number;
  /** Its entry index in the thread. */
  index: number;
  /** How many tool uses it asked for. */
  asked: number;
  /** Tokens of its prompt, and what one of them cost that had been in the prompt before: read from the cache, or sent anew where there is none. */
  prompt: number;
  readPrice: Money;
  /** It wrote no text for anyone. */
  silent?: true;
}

export interface BillThread {
  /** Index in `steps` of the one that started it. */
  startedBy?: number;
}

/**
 * A session's bill as far as it takes to say what the session would have cost less without some of its steps. It names steps and calls by
 * number and holds no text, so that it can be kept when the session is not.
 */
export interface BillModel {
  steps: BillStep[];
  calls: BillCall[];
  threads: BillThread[];
}

/** A change to the past, by the numbers of a bill model. */
export type BillRemoval =
  /** The tool was not called: neither its arguments nor its result, nor a sub-agent it started. */
  | { kind: 'step'; step: number }
  /** Its result had been `toTokens` long. */
  | { kind: 'shorten'; step: number; toTokens: number }
  /** The call's work had been done in the turn before: one round trip less, its answer and results stay. */
  | { kind: 'remove-call'; call: number };

/**
 * What the session would have cost less, had all removals been made together: computed once on one bill, because savings overlap. A step
 * named twice counts once, a step that is removed is not shortened, what happened in a sub-agent goes with the step that started it, and
 * a round trip that goes takes along no tokens that are gone already.
 */
export function simulateRemovals(bill: BillModel, removals: readonly BillRemoval[]): Saving {
  const gone = new Set<number>();
  const shortened = new Map<number, number>();
  const merged = new Set<number>();
  for (const removal of removals) {
    if (removal.kind === 'remove-call') merged.add(removal.call);
    else if (removal.kind === 'step') gone.add(removal.step);
    else shortened.set(removal.step, Math.min(Math.max(0, removal.toTokens), shortened.get(removal.step) ?? Number.POSITIVE_INFINITY));
  }
  const goesWithItsAgent = (thread: number): boolean => {
    for (let starter = bill.threads[thread]?.startedBy; starter !== undefined;) {
      if (gone.has(starter)) return true;
      starter = bill.threads[bill.steps[starter]?.thread ?? -1]?.startedBy;
    }
    return false;
  };

  let [low, half] = [ZERO, ZERO];
  const shares = new Map<number, Money>();
  const share = ({ call }: BillStep, cost: Money): void => void (call !== undefined && shares.set(call, (shares.get(call) ?? ZERO) + cost));
  const absences: Absence[] = [];
  const emptied = new Map<number, number>();
  for (const number of gone) {
    const step = bill.steps[number];
    if (!step || goesWithItsAgent(step.thread)) continue;
    low += step.whole;
    share(step, step.result);
    absences.push({ step, tokens: step.tokens });
    if (step.call !== undefined) emptied.set(step.call, (emptied.get(step.call) ?? 0) + 1);
  }
  for (const [number, toTokens] of shortened) {
    const step = bill.steps[number];
    if (!step || gone.has(number) || goesWithItsAgent(step.thread)) continue;
    const had = step.tokens - step.argumentTokens;
    const fewer = Math.floor(had - toTokens);
    if (fewer <= 0) continue;
    const part = (step.result * BigInt(fewer)) / BigInt(had);
    low += part;
    share(step, part);
    absences.push({ step, tokens: fewer });
  }
  const missing = new MissingTokens(absences);
  const roundTrip = ({ thread, index, prompt, readPrice }: BillCall): Money =>
    BigInt(Math.max(0, prompt - missing.at(thread, index))) * readPrice;
  for (const number of merged) {
    const call = bill.calls[number];
    if (call && !goesWithItsAgent(call.thread)) low += roundTrip(call);
  }
  let high = low;
  for (const [number, steps] of emptied) {
    const call = bill.calls[number];
    // All that the call asked for is gone: the turn existed only for them.
    if (!call || steps !== call.asked || merged.has(number)) continue;
    shares.delete(number);
    const trip = roundTrip(call);
    high += trip;
    if (!call.silent) half += trip;
  }
  const mid = high - half / 2n;
  for (const [number, own] of shares) {
    const call = bill.calls[number];
    if (!call || call.asked < 2) continue;
    low -= own / USUALLY_OFF;
    high += own / USUALLY_OFF;
  }
  return { low, mid, high };
}

/** The share of a result in the tokens of its turn is right to within a quarter as a rule: code and prose have other characters a token. */
const USUALLY_OFF = 4n;

/** Nobody saves more than the whole bill, whatever is in doubt. */
export function capSaving({ low, mid, high }: Saving, bill: Money): Saving {
  const cap = (amount: Money): Money => (amount > bill ? bill : amount);
  return { low: cap(low), mid: cap(mid), high: cap(high) };
}

/** Tokens that are missing from every prompt that held the step. */
interface Absence {
  step: BillStep;
  tokens: number;
}

/** How many tokens are missing from the prompts of a thread from one entry on. */
interface Change {
  index: number;
  missing: number;
}

/** Sums absences up by place in their threads, so that a bill with thousands of removals asks each call once and not each pair. */
class MissingTokens {
  readonly #changes = new Map<number, Change[]>();

  constructor(absences: readonly Absence[]) {
    for (const { step, tokens } of absences) {
      const { thread, first, last } = step;
      if (first === undefined || last === undefined) continue;
      const changes = this.#changes.get(thread) ?? [];
      this.#changes.set(thread, changes);
      changes.push({ index: first, missing: tokens }, { index: last + 1, missing: -tokens });
    }
    for (const changes of this.#changes.values()) {
      changes.sort((a, b) => a.index - b.index);
      let missing = 0;
      for (const change of changes) change.missing = missing += change.missing;
    }
  }

  at(thread: number, callIndex: number): number {
    const changes = this.#changes.get(thread) ?? [];
    let [low, high] = [0, changes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((changes[middle] as Change).index <= callIndex) low = middle + 1;
      else high = middle;
    }
    return changes[low - 1]?.missing ?? 0;
  }
}
