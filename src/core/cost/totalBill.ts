import { ZERO } from '../session/money.ts';
import type { Money } from '../session/money.ts';
import type { LlmCall, Usage } from '../session/session.ts';
import { threadsOf } from '../session/walk.ts';
import type { BilledCall, BilledSession } from './attributedSession.ts';

interface CallBill {
  billId: string;
  usd: Money;
  unpricedTokens: number;
  usage: Readonly<Usage>;
}

/** The calls of one session as they are billed: nothing but data, so that another thread may gather them. */
export interface SessionBills {
  path: string;
  startedAt: number;
  calls: CallBill[];
}

/** A call with the session it stands in. */
interface Bill {
  call: CallBill;
  session: SessionBills;
}

export interface Total {
  usd: Money;
  unpricedTokens: number;
  tokens: Usage;
  /** What the same calls cost where they stand a second time: in the sum over sessions, and not in `usd`. */
  repeatedUsd: Money;
}

/**
 * The bill of many sessions with each call once, however many files repeat it after a resume or a fork. Of several copies the most
 * complete is billed (streamed snapshots have less output), of equal ones that of the earliest session. Keeps only the figures, so that
 * the sessions can be dropped one after another; the order in which they are added makes no difference.
 */
export class TotalBill {
  readonly #bills = new Map<string, Bill>();
  #sum = ZERO;

  add(attributed: BilledSession, path: string): void {
    this.addBills(billsOf(attributed, path));
  }

  addBills(session: SessionBills): void {
    for (const call of session.calls) {
      const bill: Bill = { call, session };
      this.#sum += call.usd;
      const known = this.#bills.get(call.billId);
      if (!known || precedes(bill, known)) this.#bills.set(call.billId, bill);
    }
  }

  total(): Total {
    const tokens = noUsage();
    let usd = ZERO;
    let unpricedTokens = 0;
    for (const { call } of this.#bills.values()) {
      usd += call.usd;
      unpricedTokens += call.unpricedTokens;
      addUsage(tokens, call.usage);
    }
    return { usd, unpricedTokens, tokens, repeatedUsd: this.#sum - usd };
  }
}

/** What a session adds to a bill of many. */
export function billsOf(attributed: BilledSession, path: string): SessionBills {
  const calls: CallBill[] = [];
  for (const { call, cost } of costsOf(attributed)) {
    calls.push({ billId: call.billId, usd: cost.total, unpricedTokens: cost.unpricedTokens, usage: usageOf(call) });
  }
  return { path, startedAt: attributed.session.startedAt ?? Number.MAX_SAFE_INTEGER, calls };
}

function* costsOf(attributed: BilledSession): Generator<{ call: LlmCall; cost: BilledCall }> {
  const threads = [attributed.main, ...attributed.agents.map((agent) => agent.thread)];
  let at = 0;
  for (const { thread } of threadsOf(attributed.session)) {
    const costs = threads[at++]?.calls;
    for (const entry of thread.entries) {
      const cost = entry.kind === 'llm' ? costs?.get(entry.index) : undefined;
      if (entry.kind === 'llm' && cost) yield { call: entry, cost };
    }
  }
}

function precedes(a: Bill, b: Bill): boolean {
  if (a.call.usage.output !== b.call.usage.output) return a.call.usage.output > b.call.usage.output;
  if (a.session.startedAt !== b.session.startedAt) return a.session.startedAt < b.session.startedAt;
  return a.session.path < b.session.path;
}

/** Tokens that a call adds to a bill; a free one adds none, whatever its record tells. */
function usageOf(call: LlmCall): Readonly<Usage> {
  if (call.free) return NO_USAGE;
  if (call.usage && call.extraUsage.length === 0) return call.usage;
  const usage = noUsage();
  if (call.usage) addUsage(usage, call.usage);
  for (const extra of call.extraUsage) addUsage(usage, extra.usage);
  return usage;
}

const NO_USAGE: Readonly<Usage> = noUsage();

function noUsage(): Usage {
  return { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0, webSearches: 0 };
}

function addUsage(to: Usage, more: Usage): void {
  for (const key of Object.keys(to) as (keyof Usage)[]) to[key] += more[key];
}
