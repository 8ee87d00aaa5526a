import type { AttributedSession, AttributedThread, OwnerCost } from '../cost/attributedSession.ts';
import { ZERO, type Money } from '../session/money.ts';
import type { Entry, ToolStep } from '../session/session.ts';
import type { Step } from './findings.ts';
import { toolUse, type ToolUse } from './toolUse.ts';

/** What sub-agents cost with all below them, by the step that started them. */
export function agentTotals({ agents }: AttributedSession): Map<ToolStep, Money> {
  const totals = new Map<ToolStep, Money>();
  for (const { startedBy, subtreeTotal } of agents) if (startedBy) totals.set(startedBy, (totals.get(startedBy) ?? ZERO) + subtreeTotal);
  return totals;
}

/** The numbered steps of one thread: every LLM call and every tool use, in the order of its entries. `totals` is what sub-agents cost. */
export function listThreadSteps(entries: readonly Entry[], thread: AttributedThread, totals: ReadonlyMap<ToolStep, Money>): Step[] {
  const costs = new Map<Entry, OwnerCost>();
  for (const cost of thread.owners) if (cost.owner.kind !== 'prefix') costs.set(cost.owner.entry, cost);
  const steps: Step[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'llm' && entry.kind !== 'tool') continue;
    const cost = costs.get(entry) ?? noCost(entry);
    const agents = entry.kind === 'tool' ? (totals.get(entry) ?? ZERO) : ZERO;
    steps.push({
      n: steps.length + 1,
      kind: entry.kind === 'llm' ? 'llm' : entry.agent ? 'agent' : 'tool',
      entry,
      cost,
      usd: ownUsd(cost) + agents,
    });
  }
  return steps;
}

/** What an owner costs by itself, without any sub-agent's own calls. */
export function ownUsd(cost: OwnerCost): Money {
  return cost.entry + cost.carry + cost.output + cost.fees;
}

function noCost(entry: Step['entry']): OwnerCost {
  const owner: OwnerCost['owner'] = entry.kind === 'llm' ? { kind: 'llm', entry } : { kind: 'tool', entry };
  const nothing = {
    tokens: 0,
    argumentTokens: 0,
    entry: ZERO,
    carry: ZERO,
    carriedBy: 0,
    output: ZERO,
    argumentEntry: ZERO,
    argumentCarry: ZERO,
    fees: ZERO,
    rewrite: ZERO,
  };
  return { owner, ...nothing };
}

/** The tool uses of the steps by step number, each read with the folder in which its shell stood. */
export function readToolUses(steps: readonly Step[], cwd: string | undefined): Map<number, ToolUse> {
  const uses = new Map<number, ToolUse>();
  let here = cwd;
  for (const { n, entry } of steps) {
    if (entry.kind !== 'tool') continue;
    const use = toolUse(entry, here);
    uses.set(n, use);
    here = use.cwdAfter;
  }
  return uses;
}
