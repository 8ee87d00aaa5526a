import { formatUsd, parseUsd } from '../../core/session/money.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';

/** How many warnings are remembered; older sessions do not run any more. */
const REMEMBERED = 500;

/** Running sessions that cost more than the budget, the dearest first. A budget of 0, or none that is a number, is no budget. */
export function overBudget(summaries: readonly SessionSummary[], isRunning: (path: string) => boolean, budget: number): SessionSummary[] {
  if (!Number.isFinite(budget) || budget <= 0) return [];
  const limit = parseUsd(budget);
  return summaries
    .filter(({ path, usd }) => isRunning(path) && parseUsd(usd) > limit)
    .sort((a, b) => (parseUsd(a.usd) < parseUsd(b.usd) ? 1 : -1));
}

/** The sessions of which has not been warned at this budget, and what is to be remembered from now on. */
export function notYetWarned(
  dear: readonly SessionSummary[],
  budget: number,
  warned: readonly string[],
): { fresh: SessionSummary[]; warned: string[] } {
  const keyOf = ({ path }: SessionSummary): string => `${budget} ${path}`;
  const fresh = dear.filter((summary) => !warned.includes(keyOf(summary)));
  return { fresh, warned: [...warned, ...fresh.map(keyOf)].slice(-REMEMBERED) };
}

/** The budget as people write it: "$5.00". */
export function budgetText(budget: number): string {
  return formatUsd(parseUsd(budget));
}
