import { attributeSession } from './attributeSession.ts';
import type { AttributedSession } from './attributedSession.ts';
import type { PriceBook } from './priceBook.ts';
import { priceCall } from './priceCall.ts';
import { savingOf, type Removal } from './simulateBill.ts';
import type { Money } from '../session/money.ts';
import type { AgentRun, Entry, LlmCall, Session, Thread, ToolStep } from '../session/session.ts';
import { callsOf } from '../session/walk.ts';

/** A session as it would have been with another model: the same tokens, at that model's prices. */
export interface Repriced {
  attributed: AttributedSession;
  /** The entry of `attributed` that stands for one of the session as it was. */
  entryOf<T extends Entry>(entry: T): T;
  /** Calls for which the model has no known price at their time; they keep their own model. */
  unpricedCalls: number;
}

/**
 * Prices every call of a session as if `model` had made it. What the other model would have written, and how it cuts text into tokens,
 * cannot be known: tokens stay as they were, which whoever shows the figure must say.
 */
export function repriceSession(attributed: AttributedSession, model: { name: string; provider?: string }, book: PriceBook): Repriced {
  const { session } = attributed;
  const twins = new Map<Entry, Entry>();
  let unpricedCalls = 0;
  const fallbackAt = session.startedAt;
  const options = { book, ...(fallbackAt !== undefined && { fallbackAt }) };
  const twinCall = (call: LlmCall): LlmCall => {
    if (call.free || !call.usage) return call;
    const { provider: _, ...rest } = call;
    const twin: LlmCall = { ...rest, ...(model.provider !== undefined && { provider: model.provider }), model: model.name };
    if (priceCall(twin, options).basis === 'computed') return twin;
    unpricedCalls++;
    return call;
  };
  const twinThread = (thread: Thread): Thread => ({
    entries: thread.entries.map((entry) => {
      const twin = entry.kind === 'llm' ? twinCall(entry) : entry.kind === 'tool' ? twinTool(entry) : entry;
      twins.set(entry, twin);
      return twin;
    }),
  });
  const twinRun = (run: AgentRun): AgentRun => (run.thread ? { ...run, thread: twinThread(run.thread) } : run);
  const twinTool = (step: ToolStep): ToolStep => (step.agent ? { ...step, agent: twinRun(step.agent) } : step);
  const twin: Session = { ...session, main: twinThread(session.main), strayAgents: session.strayAgents.map(twinRun) };
  return {
    attributed: attributeSession(twin, book),
    entryOf: <T extends Entry>(entry: T) => (twins.get(entry) ?? entry) as T,
    unpricedCalls,
  };
}

/** The bill after all removals, made together. */
export function billAfter(attributed: AttributedSession, removals: readonly Removal[]): { low: Money; mid: Money; high: Money } {
  const { low, mid, high } = savingOf(attributed, removals);
  const { total } = attributed;
  return { low: total - high, mid: total - mid, high: total - low };
}

/** Providers by the models of a session: a model that the session used keeps its provider. */
export function providerOf(session: Session, model: string): string | undefined {
  for (const call of callsOf(session)) if (call.model === model) return call.provider;
  return undefined;
}
