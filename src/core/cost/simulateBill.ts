import type { Money } from '../session/money.ts';
import { ZERO } from '../session/money.ts';
import type { LlmCall, ToolStep } from '../session/session.ts';
import type { AttributedSession } from './attributedSession.ts';
import type { Rates } from './rates.ts';
import { capSaving, simulateRemovals, type BillModel, type BillRemoval, type BillStep, type Saving } from './billModel.ts';

/** A change to the past: what would not have happened. */
export type Removal =
  /** The tool was not called: neither its arguments nor its result, nor a sub-agent it started. */
  | { kind: 'step'; toolStep: ToolStep }
  /** Its result had been `toTokens` long. */
  | { kind: 'shorten'; toolStep: ToolStep; toTokens: number }
  /** The call's work had been done in the turn before (batching): one round trip less, its answer and results stay. */
  | { kind: 'remove-call'; call: LlmCall };

/**
 * What a session would have cost less, had all removals been made together (see simulateRemovals). Removals of steps and calls that are
 * not in the session are ignored.
 */
export function savingOf(attributed: AttributedSession, removals: readonly Removal[]): Saving {
  const { model, numberOf } = indexOf(attributed);
  return capSaving(
    simulateRemovals(
      model,
      removals.map(numberOf).filter((removal) => removal !== undefined),
    ),
    attributed.total,
  );
}

/** The part of a session's bill that these removals touch, and the removals by its numbers, in their order; undefined for foreign ones. */
export function modelRemovals(
  attributed: AttributedSession,
  removals: readonly Removal[],
): { model: BillModel; removals: (BillRemoval | undefined)[] } {
  const { model, numberOf } = indexOf(attributed);
  const numbers = removals.map(numberOf);
  const steps = new Set<number>();
  const calls = new Set<number>();
  const threads = new Set<number>();
  const addStep = (number: number): void => {
    const step = model.steps[number];
    if (!step || steps.has(number)) return;
    steps.add(number);
    if (step.call !== undefined) calls.add(step.call);
    addThread(step.thread);
  };
  const addThread = (number: number): void => {
    if (threads.has(number)) return;
    threads.add(number);
    const starter = model.threads[number]?.startedBy;
    if (starter !== undefined) addStep(starter);
  };
  for (const removal of numbers) {
    if (removal?.kind === 'remove-call') {
      calls.add(removal.call);
      addThread(model.calls[removal.call]?.thread ?? 0);
    } else if (removal) addStep(removal.step);
  }
  const [newStep, newCall, newThread] = [renumber(steps), renumber(calls), renumber(threads)];
  return {
    model: {
      steps: [...newStep.keys()].map((number) => {
        const step = model.steps[number] as BillStep;
        const call = step.call === undefined ? undefined : newCall.get(step.call);
        return { ...step, thread: newThread.get(step.thread) ?? 0, ...(call !== undefined && { call }) };
      }),
      calls: [...newCall.keys()].map((number) => {
        const call = model.calls[number] as BillModel['calls'][number];
        return { ...call, thread: newThread.get(call.thread) ?? 0 };
      }),
      threads: [...newThread.keys()].map((number) => {
        const starter = model.threads[number]?.startedBy;
        const startedBy = starter === undefined ? undefined : newStep.get(starter);
        return startedBy === undefined ? {} : { startedBy };
      }),
    },
    removals: numbers.map((removal) => {
      if (!removal) return undefined;
      if (removal.kind === 'remove-call') return { ...removal, call: newCall.get(removal.call) ?? 0 };
      return { ...removal, step: newStep.get(removal.step) ?? 0 };
    }),
  };
}

function renumber(numbers: ReadonlySet<number>): Map<number, number> {
  return new Map([...numbers].sort((a, b) => a - b).map((number, i) => [number, i]));
}

interface SessionIndex {
  model: BillModel;
  numberOf: (removal: Removal) => BillRemoval | undefined;
}

/** One index a session: a search over many combinations of removals asks for it again and again. */
const indexes = new WeakMap<AttributedSession, SessionIndex>();

function indexOf(attributed: AttributedSession): SessionIndex {
  const known = indexes.get(attributed);
  if (known) return known;
  const index = makeIndex(attributed);
  indexes.set(attributed, index);
  return index;
}

function makeIndex(attributed: AttributedSession): SessionIndex {
  const model: BillModel = { steps: [], calls: [], threads: [] };
  const stepNumbers = new Map<ToolStep, number>();
  const callNumbers = new Map<LlmCall, number>();
  const agentCost = new Map<ToolStep, Money>();
  for (const { startedBy, subtreeTotal } of attributed.agents) {
    if (startedBy) agentCost.set(startedBy, (agentCost.get(startedBy) ?? ZERO) + subtreeTotal);
  }
  const threads = [{ thread: attributed.main, startedBy: undefined }, ...attributed.agents];
  for (const [number, { thread }] of threads.entries()) {
    const prompts = new Map(thread.context.map(({ callIndex, tokens }) => [callIndex, tokens]));
    const byIndex = new Map<number, number>();
    for (const owner of thread.owners) {
      if (owner.owner.kind === 'llm') {
        const call = owner.owner.entry;
        const rates = thread.rates.get(call.index);
        byIndex.set(call.index, model.calls.length);
        callNumbers.set(call, model.calls.length);
        const prompt = prompts.get(call.index) ?? 0;
        const isSilent = call.content.every(({ kind }) => kind !== 'text');
        const readPrice = rates ? readPriceOf(call, rates) : ZERO;
        model.calls.push({
          thread: number,
          index: call.index,
          asked: 0,
          prompt,
          readPrice,
          ...(isSilent && { silent: true }),
        });
      } else if (owner.owner.kind === 'tool') {
        const { entry } = owner.owner;
        const call = byIndex.get(entry.callIndex);
        const asking = call === undefined ? undefined : model.calls[call];
        if (asking) asking.asked++;
        stepNumbers.set(entry, model.steps.length);
        model.steps.push({
          thread: number,
          ...(call !== undefined && { call }),
          tokens: owner.tokens,
          argumentTokens: owner.argumentTokens,
          ...(owner.firstCall !== undefined && { first: owner.firstCall }),
          ...(owner.lastCall !== undefined && { last: owner.lastCall }),
          whole: owner.entry + owner.carry + owner.output + owner.fees + (agentCost.get(entry) ?? ZERO),
          result: owner.entry + owner.carry - owner.argumentCarry,
        });
      }
    }
  }
  model.threads = threads.map(({ startedBy }) => {
    const number = startedBy && stepNumbers.get(startedBy);
    return number === undefined ? {} : { startedBy: number };
  });
  const numberOf = (removal: Removal): BillRemoval | undefined => {
    if (removal.kind === 'remove-call') {
      const call = callNumbers.get(removal.call);
      return call === undefined ? undefined : { kind: 'remove-call', call };
    }
    const step = stepNumbers.get(removal.toolStep);
    if (step === undefined) return undefined;
    return removal.kind === 'step' ? { kind: 'step', step } : { kind: 'shorten', step, toTokens: removal.toTokens };
  };
  return { model, numberOf };
}

/** What a token costs that is sent again: of the cached part what reading it costs, of the rest the plain price; both by their share. */
function readPriceOf({ usage }: LlmCall, { cacheRead, input }: Rates): Money {
  if (!usage) return cacheRead;
  const cached = BigInt(usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h);
  const plain = BigInt(usage.input);
  return cached + plain === 0n ? cacheRead : (cached * cacheRead + plain * input) / (cached + plain);
}
