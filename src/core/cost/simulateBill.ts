import type { Money } from '../session/money.ts';
import { ZERO } from '../session/money.ts';
import type { LlmCall, ToolStep } from '../session/session.ts';
import type { AttributedSession, AttributedThread, OwnerCost } from './attributedSession.ts';

/** A change to the past: what would not have happened. */
export type Removal =
  /** The tool was not called: neither its arguments nor its result, nor a sub-agent it started. */
  | { kind: 'step'; toolStep: ToolStep }
  /** Its result had been `toTokens` long. */
  | { kind: 'shorten'; toolStep: ToolStep; toTokens: number }
  /** The call's work had been done in the turn before (batching): one round trip less, its answer and results stay. */
  | { kind: 'remove-call'; call: LlmCall };

/** Dollars saved. `low` counts only what the removed tokens themselves cost, `high` also the round trips that become needless. */
export interface Saving {
  low: Money;
  mid: Money;
  high: Money;
}

/**
 * What a session would have cost less, had all removals been made together: computed once on one bill, because savings overlap. A step
 * named twice counts once, a step that is removed is not shortened, and a round trip that goes takes along no tokens that are gone already.
 * Removals of steps and calls that are not in the session are ignored.
 */
export function savingOf(attributed: AttributedSession, removals: readonly Removal[]): Saving {
  const index = indexOf(attributed);
  const gone = new Set<OwnerCost>();
  const shortened = new Map<OwnerCost, number>();
  const merged = new Set<LlmCall>();
  for (const removal of removals) {
    if (removal.kind === 'remove-call') merged.add(removal.call);
    else {
      const owner = index.steps.get(removal.toolStep)?.owner;
      if (owner && removal.kind === 'step') gone.add(owner);
      else if (owner && removal.kind === 'shorten') {
        shortened.set(owner, Math.min(Math.max(0, removal.toTokens), shortened.get(owner) ?? Number.POSITIVE_INFINITY));
      }
    }
  }
  for (const owner of gone) shortened.delete(owner);

  let low = ZERO;
  const absences: Absence[] = [];
  for (const owner of gone) {
    low += owner.entry + owner.carry + owner.output + owner.fees + agentCost(index, owner);
    absences.push({ owner, tokens: owner.tokens });
  }
  for (const [owner, toTokens] of shortened) {
    const had = owner.tokens - owner.argumentTokens;
    const fewer = Math.floor(had - toTokens);
    if (fewer <= 0) continue;
    low += ((owner.entry + owner.carry - owner.argumentCarry) * BigInt(fewer)) / BigInt(had);
    absences.push({ owner, tokens: fewer });
  }
  const missing = new MissingTokens(index, absences);
  const whole = (call: LlmCall): Money => roundTrip(index, call, missing);
  for (const call of merged) low += whole(call);
  let high = low;
  for (const call of emptiedCalls(index, gone)) if (!merged.has(call)) high += whole(call);
  return { low, mid: (low + high) / 2n, high };
}

/** Tokens that are missing from every prompt that held the owner. */
interface Absence {
  owner: OwnerCost;
  tokens: number;
}

interface StepPlace {
  thread: AttributedThread;
  owner: OwnerCost;
  /** The call that asked for it, where that is known. */
  call: LlmCall | undefined;
}

interface CallPlace {
  thread: AttributedThread;
  /** What it asked for. */
  steps: OwnerCost[];
  prompt: number;
}

interface SessionIndex {
  steps: Map<ToolStep, StepPlace>;
  calls: Map<LlmCall, CallPlace>;
  agents: Map<ToolStep, Money>;
  threadOf: Map<OwnerCost, AttributedThread>;
}

/** One index a session: a search over many combinations of removals asks for it again and again. */
const indexes = new WeakMap<AttributedSession, SessionIndex>();

function indexOf(attributed: AttributedSession): SessionIndex {
  const known = indexes.get(attributed);
  if (known) return known;
  const index: SessionIndex = {
    steps: new Map(),
    calls: new Map(),
    agents: new Map(),
    threadOf: new Map(),
  };
  for (const thread of [attributed.main, ...attributed.agents.map((agent) => agent.thread)]) {
    const prompts = new Map(thread.context.map(({ callIndex, tokens }) => [callIndex, tokens]));
    const byIndex = new Map<number, { call: LlmCall; steps: OwnerCost[] }>();
    for (const owner of thread.owners) {
      index.threadOf.set(owner, thread);
      if (owner.owner.kind === 'llm') {
        const call = owner.owner.entry;
        const steps: OwnerCost[] = [];
        byIndex.set(call.index, { call, steps });
        index.calls.set(call, {
          thread,
          steps,
          prompt: prompts.get(call.index) ?? 0,
        });
      } else if (owner.owner.kind === 'tool') {
        const asked = byIndex.get(owner.owner.entry.callIndex);
        index.steps.set(owner.owner.entry, { thread, owner, call: asked?.call });
        asked?.steps.push(owner);
      }
    }
  }
  for (const agent of attributed.agents) {
    if (agent.startedBy) index.agents.set(agent.startedBy, (index.agents.get(agent.startedBy) ?? ZERO) + agent.subtreeTotal);
  }
  indexes.set(attributed, index);
  return index;
}

function agentCost(index: SessionIndex, owner: OwnerCost): Money {
  return owner.owner.kind === 'tool' ? (index.agents.get(owner.owner.entry) ?? ZERO) : ZERO;
}

/** Calls that asked for tools, all of which are gone: the turn existed only for them. */
function emptiedCalls(index: SessionIndex, gone: ReadonlySet<OwnerCost>): LlmCall[] {
  const asked = new Set<LlmCall>();
  for (const { owner } of gone) {
    const call = owner.kind === 'tool' ? index.steps.get(owner.entry)?.call : undefined;
    if (call) asked.add(call);
  }
  return [...asked].filter((call) => index.calls.get(call)?.steps.every((step) => gone.has(step)));
}

/** What reading the call's prompt once cost, without the tokens that other removals took from it. */
function roundTrip(index: SessionIndex, call: LlmCall, missing: MissingTokens): Money {
  const place = index.calls.get(call);
  const rates = place?.thread.rates.get(call.index);
  if (!place || !rates) return ZERO;
  return BigInt(Math.max(0, place.prompt - missing.at(place.thread, call.index))) * rates.cacheRead;
}

/** How many tokens are missing from the prompts of a thread from one entry on. */
interface Change {
  index: number;
  missing: number;
}

/** Sums absences up by place in their threads, so that a bill with thousands of removals asks each call once and not each pair. */
class MissingTokens {
  readonly #changes = new Map<AttributedThread, Change[]>();

  constructor(index: SessionIndex, absences: readonly Absence[]) {
    for (const { owner, tokens } of absences) {
      const thread = index.threadOf.get(owner);
      const { firstCall, lastCall } = owner;
      if (!thread || firstCall === undefined || lastCall === undefined) continue;
      const changes = this.#changes.get(thread) ?? [];
      this.#changes.set(thread, changes);
      changes.push({ index: firstCall, missing: tokens }, { index: lastCall + 1, missing: -tokens });
    }
    for (const changes of this.#changes.values()) {
      changes.sort((a, b) => a.index - b.index);
      let missing = 0;
      for (const change of changes) change.missing = missing += change.missing;
    }
  }

  at(thread: AttributedThread, callIndex: number): number {
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
