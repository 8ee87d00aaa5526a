import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import type { AttributedThread } from '../../../src/core/cost/attributedSession.ts';
import { ZERO, type Money } from '../../../src/core/session/money.ts';

/** E3: what does not add up in a session, for people; undefined where every part does, to the last digit. */
export function findImbalance({ attributed, steps }: AnalyzedSession): string | undefined {
  const threads = [attributed.main, ...attributed.agents.map(({ thread }) => thread)];
  const bill = sum(threads.map(({ total }) => total));
  if (bill !== attributed.total) return `threads ${bill}, session ${attributed.total}`;
  for (const thread of threads) {
    const [owners, calls] = [ownersOf(thread), sum([...thread.calls.values()].map(({ total }) => total))];
    if (owners !== thread.total || calls !== thread.total) return `owners ${owners}, calls ${calls}, thread ${thread.total}`;
  }
  const buckets = sum(Object.values(attributed.buckets as unknown as Record<string, Money>));
  if (buckets !== attributed.total) return `buckets ${buckets}, session ${attributed.total}`;
  const stepOwners = new Set<unknown>(steps.map(({ entry }) => entry));
  const others = attributed.main.owners.filter(({ owner }) => !('entry' in owner) || !stepOwners.has(owner.entry));
  const stray = sum(attributed.agents.filter(({ startedBy, depth }) => !startedBy && depth <= 1).map(({ subtreeTotal }) => subtreeTotal));
  const rows =
    sum(steps.map(({ usd }) => usd)) + sum(others.map(({ entry, carry, output, fees }) => entry + carry + output + fees)) + stray;
  return rows === attributed.total ? undefined : `rows ${rows}, session ${attributed.total}`;
}

function ownersOf({ owners }: AttributedThread): Money {
  return sum(owners.map(({ entry, carry, output, fees }) => entry + carry + output + fees));
}

function sum(amounts: readonly Money[]): Money {
  return amounts.reduce((total, amount) => total + amount, ZERO);
}
