import { formatUsdExact, ZERO, type Money } from '../../core/session/money.ts';
import type { AttributedSession, OwnerCost } from '../../core/cost/attributedSession.ts';
import type { PanelPart, PanelTrace } from '../../protocol/panelTrace.ts';

type Part = Exclude<PanelPart, 'rewrites'>;

/**
 * The bill cut once into parts that add up to it, cache re-writes taken out of the parts they lie in. Those inside sub-agents stay there.
 * An owner's re-write is told as one sum; between a tool's arguments and its result it is divided by their tokens.
 */
export function splitBill({ buckets, main }: AttributedSession): PanelTrace['split'] {
  const parts: Record<Part, Money> = {
    prefix: buckets.prefix,
    user: buckets.user,
    output: buckets.output,
    toolEntry: buckets.toolEntry,
    toolCarry: buckets.toolCarry,
    agents: buckets.agents,
    fees: buckets.fees,
  };
  let rewrites = ZERO;
  let unplaced = ZERO;
  const take = (part: Part, amount: Money): void => {
    const taken = amount < parts[part] ? amount : parts[part];
    parts[part] -= taken;
    rewrites += taken;
    unplaced += amount - taken;
  };
  for (const owner of main.owners) for (const [part, amount] of rewritesOf(owner)) take(part, amount);
  // A share of tokens need not be the share of what was written again.
  for (const part of ['toolCarry', 'output', 'prefix', 'user'] as const) {
    const rest = unplaced;
    unplaced = ZERO;
    take(part, rest);
  }
  return [...Object.entries(parts), ['rewrites', rewrites] as const].map(([part, usd]) => ({
    part: part as PanelPart,
    usd: formatUsdExact(usd),
  }));
}

function rewritesOf({ owner, rewrite, tokens, argumentTokens }: OwnerCost): [Part, Money][] {
  switch (owner.kind) {
    case 'prefix':
      return [['prefix', rewrite]];
    case 'user':
      return [['user', rewrite]];
    case 'llm':
    case 'compaction':
      return [['output', rewrite]];
    case 'tool': {
      const ofArguments = tokens > 0 ? (rewrite * BigInt(Math.round(argumentTokens))) / BigInt(Math.max(1, Math.round(tokens))) : ZERO;
      return [
        ['output', ofArguments],
        ['toolCarry', rewrite - ofArguments],
      ];
    }
  }
}
