import type { AnalyzedSession, Cluster } from '../../core/card/findings.ts';
import { ownUsd } from '../../core/card/listSteps.ts';
import type { PriceBook } from '../../core/cost/priceBook.ts';
import type { Removal } from '../../core/cost/simulateBill.ts';
import { billAfter, providerOf, repriceSession } from '../../core/cost/whatIf.ts';
import { formatUsdExact, ZERO } from '../../core/session/money.ts';
import type { ToolStep } from '../../core/session/session.ts';
import type { WhatIf, WhatIfBill } from '../../protocol/panelTrace.ts';
import { clustersOf } from './clustersOf.ts';
import { findBatches } from './findBatches.ts';
import type { PanelTree } from './panelTree.ts';

/** The bill that the session would have had, all changes made together. Steps that are named and are no tool's are passed over. */
export function simulateWhatIf(analyzed: AnalyzedSession, tree: PanelTree, change: WhatIf, book: PriceBook): WhatIfBill {
  const { attributed } = analyzed;
  const removals: Removal[] = [];
  const gone = new Set<ToolStep>();
  const remove = (toolStep: ToolStep): void => {
    gone.add(toolStep);
    removals.push({ kind: 'step', toolStep });
  };
  for (const node of change.nodes) {
    const entry = tree.entries[node];
    if (entry?.kind === 'tool') remove(entry);
  }
  const ids = new Set(change.clusters);
  let capped = 0;
  let calls = 0;
  for (const cluster of clustersOf(analyzed).filter(({ id }) => ids.has(id))) {
    for (const removal of removalsOf(cluster)) {
      if (removal.kind === 'step') remove(removal.toolStep);
      else {
        if (removal.kind === 'shorten') capped++;
        else calls++;
        removals.push(removal);
      }
    }
  }
  if (change.capTokens !== undefined) {
    for (const [id, entry] of tree.entries.entries()) {
      const cost = tree.costs[id]?.cost;
      if (entry?.kind !== 'tool' || gone.has(entry) || !cost || cost.tokens - cost.argumentTokens <= change.capTokens) continue;
      capped++;
      removals.push({ kind: 'shorten', toolStep: entry, toTokens: change.capTokens });
    }
  }
  const batched = change.batchReads ? findBatches(attributed.session, gone) : [];
  for (const call of batched) removals.push({ kind: 'remove-call', call });

  const { model } = change;
  const provider = model === undefined ? undefined : providerOf(attributed.session, model);
  const repriced =
    model === undefined ? undefined : repriceSession(attributed, { name: model, ...(provider !== undefined && { provider }) }, book);
  const bill = billAfter(
    repriced?.attributed ?? attributed,
    repriced ? removals.map((removal) => twinOf(removal, repriced.entryOf.bind(repriced))) : removals,
  );
  const exact = formatUsdExact;
  return {
    before: exact(attributed.total),
    after: { low: exact(bill.low), mid: exact(bill.mid), high: exact(bill.high) },
    removed: gone.size + calls,
    capped,
    batched: batched.length,
    unpricedCalls: repriced?.unpricedCalls ?? 0,
  };
}

/** What a cluster's needless steps come to: they go whole, or lose the share of their result that had been there before. */
function removalsOf({ wasted, usd }: Cluster): Removal[] {
  const whole = wasted.reduce((sum, { cost }) => sum + ownUsd(cost), ZERO);
  return wasted.flatMap(({ entry, cost }): Removal[] => {
    if (entry.kind === 'llm') return [{ kind: 'remove-call', call: entry }];
    if (usd >= whole) return [{ kind: 'step', toolStep: entry }];
    const tokens = cost.tokens - cost.argumentTokens;
    return [{ kind: 'shorten', toolStep: entry, toTokens: Number((BigInt(Math.round(tokens)) * (whole - usd)) / whole) }];
  });
}

function twinOf(removal: Removal, entryOf: <T extends ToolStep | (Removal & { kind: 'remove-call' })['call']>(entry: T) => T): Removal {
  return removal.kind === 'remove-call' ? { ...removal, call: entryOf(removal.call) } : { ...removal, toolStep: entryOf(removal.toolStep) };
}
