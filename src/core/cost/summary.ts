import type { Money } from '../session/money.ts';
import { ZERO } from '../session/money.ts';
import type { Usage } from '../session/session.ts';
import { callsOf, threadsOf, toolStepsOf } from '../session/walk.ts';
import type { AttributedSession, CallCost } from './attributedSession.ts';

/** Counts of one session, sub-agents included. */
export interface SessionCounts {
  /** LLM calls by model as the source names it, in order of the names; calls known to be unbilled pseudo-calls are left out. */
  models: Record<string, number>;
  llmCalls: number;
  toolCalls: number;
  /** Sub-agents that were started, whether or not their records are part of the session. */
  agents: number;
}

export function countSession({ session }: AttributedSession): SessionCounts {
  const counts = new Map<string, number>();
  let llmCalls = 0;
  for (const call of callsOf(session)) {
    if (call.free) continue;
    llmCalls++;
    counts.set(call.model, (counts.get(call.model) ?? 0) + 1);
  }
  let toolCalls = 0;
  let agents = 0;
  for (const step of toolStepsOf(session)) {
    toolCalls++;
    if (step.agent) agents++;
  }
  for (const { depth, startedBy } of threadsOf(session)) if (depth > 0 && !startedBy) agents++;
  return {
    models: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    llmCalls,
    toolCalls,
    agents,
  };
}

/** The bill of several sessions. */
export interface GrandTotal {
  total: Money;
  unpricedTokens: number;
  tokens: Usage;
}

/**
 * Adds sessions up so that every bill counts once, however many files repeat it (resumed and forked sessions copy calls, traps 8 and 11).
 * Calls of one bill differ where a file holds an early snapshot: the one with the most output is the bill.
 */
export function totalOnce(sessions: readonly AttributedSession[]): GrandTotal {
  const bills = new Map<string, { usage: Usage | undefined; extra: Usage[]; cost: CallCost }>();
  for (const { session, main, agents } of sessions) {
    const costs = [main, ...agents.map((agent) => agent.thread)];
    const threads = [...threadsOf(session)];
    threads.forEach(({ thread }, i) => {
      for (const entry of thread.entries) {
        const cost = entry.kind === 'llm' ? costs[i]?.calls.get(entry.index) : undefined;
        if (entry.kind !== 'llm' || !cost) continue;
        const known = bills.get(entry.billId);
        if (known && (known.usage?.output ?? -1) >= (entry.usage?.output ?? -1)) continue;
        bills.set(entry.billId, {
          usage: entry.usage,
          extra: entry.extraUsage.map(({ usage }) => usage),
          cost,
        });
      }
    });
  }
  const sum: GrandTotal = {
    total: ZERO,
    unpricedTokens: 0,
    tokens: {
      input: 0,
      cacheRead: 0,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      output: 0,
      reasoning: 0,
      webSearches: 0,
    },
  };
  for (const { usage, extra, cost } of bills.values()) {
    sum.total += cost.total;
    sum.unpricedTokens += cost.unpricedTokens;
    for (const one of [usage, ...extra]) {
      if (one) for (const key of Object.keys(sum.tokens) as (keyof Usage)[]) sum.tokens[key] += one[key];
    }
  }
  return sum;
}
