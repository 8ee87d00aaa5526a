import { formatUsd, ZERO } from '../session/money.ts';
import type { Money } from '../session/money.ts';
import type { Warning } from '../session/session.ts';
import { threadsOf } from '../session/walk.ts';
import type { AttributedSession, CallCost } from './attributedSession.ts';
import { DISPUTED, NO_FACTOR, REGION_UNTOLD } from './multipliers.ts';

/** What the source logged and what we compute, over the calls that have both. */
export interface LoggedComparison {
  calls: number;
  logged: Money;
  computed: Money;
}

const UNCERTAIN = [NO_FACTOR, DISPUTED, REGION_UNTOLD];

/** Above this share of the computed cost a logged cost is reported as wrong (trap 30): 1 %. */
const TOLERANCE_PERCENT = 1n;

/** Compares call by call, so that a source that logs only some of its calls does not look wrong. Undefined where no call has both. */
export function compareLogged(attributed: AttributedSession): LoggedComparison | undefined {
  const comparison: LoggedComparison = { calls: 0, logged: ZERO, computed: ZERO };
  for (const { loggedUsd, cost } of pricedCalls(attributed)) {
    if (loggedUsd === undefined || cost.basis !== 'computed') continue;
    comparison.calls++;
    comparison.logged += loggedUsd;
    comparison.computed += cost.total;
  }
  return comparison.calls > 0 ? comparison : undefined;
}

/** What a reader of the bill must know about it: what is missing from it, and what of it is uncertain. */
export function costWarnings(attributed: AttributedSession): Warning[] {
  const warnings: Warning[] = [];
  const unpriced = new Map<string, number>();
  const uncertain = new Set<string>();
  for (const { model, cost } of pricedCalls(attributed)) {
    if (cost.unpricedTokens > 0) unpriced.set(model, (unpriced.get(model) ?? 0) + cost.unpricedTokens);
    const { price } = cost;
    if (price !== undefined && UNCERTAIN.some((mark) => price.includes(mark))) uncertain.add(price);
  }
  for (const [model, tokens] of [...unpriced].sort(([a], [b]) => (a < b ? -1 : 1))) {
    warnings.push({
      code: 'unpriced-model',
      message: `no price known for ${model || 'an unnamed model'}: ${tokens} tokens are not in the total, which is a lower bound`,
    });
  }
  if (attributed.callsWithoutUsage > 0) {
    warnings.push({
      code: 'call-without-usage',
      message: `${attributed.callsWithoutUsage} calls state no usage: the total is a lower bound`,
    });
  }
  for (const price of [...uncertain].sort()) warnings.push({ code: 'uncertain-price', message: `price not certain: ${price}` });
  const compared = compareLogged(attributed);
  if (compared && differs(compared)) {
    warnings.push({
      code: 'logged-cost-differs',
      message: `the source logged ${formatUsd(compared.logged)} for ${compared.calls} calls that cost ${formatUsd(compared.computed)}`,
    });
  }
  return warnings;
}

function differs({ logged, computed }: LoggedComparison): boolean {
  const difference = logged > computed ? logged - computed : computed - logged;
  return difference * 100n > computed * TOLERANCE_PERCENT;
}

function* pricedCalls(attributed: AttributedSession): Generator<{ model: string; loggedUsd: Money | undefined; cost: CallCost }> {
  const threads = [attributed.main, ...attributed.agents.map((agent) => agent.thread)];
  let i = 0;
  for (const { thread } of threadsOf(attributed.session)) {
    const calls = threads[i++]?.calls;
    for (const entry of thread.entries) {
      const cost = entry.kind === 'llm' ? calls?.get(entry.index) : undefined;
      if (entry.kind === 'llm' && cost) yield { model: entry.model, loggedUsd: entry.loggedUsd, cost };
    }
  }
}
