import { ZERO } from '../session/money.ts';
import type { Buckets, OwnerCost } from './attributedSession.ts';

/** What the owners of one thread paid, each dollar in one bucket; none of it was paid by sub-agents. */
export function bucketsOf(owners: Iterable<OwnerCost>): Buckets {
  const buckets: Buckets = { prefix: ZERO, user: ZERO, output: ZERO, toolEntry: ZERO, toolCarry: ZERO, agents: ZERO, fees: ZERO };
  for (const cost of owners) {
    buckets.fees += cost.fees;
    const all = cost.entry + cost.carry + cost.output;
    switch (cost.owner.kind) {
      case 'prefix':
        buckets.prefix += all;
        break;
      case 'user':
        buckets.user += all;
        break;
      case 'llm':
      case 'compaction':
        buckets.output += all;
        break;
      case 'tool':
        buckets.output += cost.output + cost.argumentCarry;
        buckets.toolEntry += cost.entry - cost.argumentEntry;
        buckets.toolCarry += cost.carry - (cost.argumentCarry - cost.argumentEntry);
        break;
    }
  }
  return buckets;
}
