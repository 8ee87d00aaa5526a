import { formatUsd, parseUsd } from '../../core/session/money.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { startOfDay } from '../sessions/dayOf.ts';
import type { Translate } from '../../protocol/translate.ts';

export interface TodayCost {
  text: string;
  /** For the tooltip and screen readers. */
  explanation: string;
}

/**
 * The cost of the sessions that were active since midnight, and of those that are running now; undefined when there was none. A session
 * that began yesterday counts whole: its calls are not told apart by day.
 */
export function todayCost(
  summaries: readonly SessionSummary[],
  isRunning: (path: string) => boolean,
  now: number,
  t: Translate,
): TodayCost | undefined {
  const midnight = startOfDay(now);
  const today = summaries.filter(({ startedAt, endedAt }) => (endedAt ?? startedAt ?? -Infinity) >= midnight);
  if (today.length === 0) return undefined;
  const running = today.filter(({ path }) => isRunning(path));
  const text = t('{0} today', total(today));
  const lines = [today.length === 1 ? t('1 session today: {0}', total(today)) : t('{0} sessions today: {1}', today.length, total(today))];
  if (running.length > 0)
    lines.push(running.length === 1 ? t('1 running: {0}', total(running)) : t('{0} running: {1}', running.length, total(running)));
  if (today.some(({ lowerBound }) => lowerBound)) lines.push(t('At least: some calls have no known price.'));
  return { text: running.length > 0 ? t('{0} · {1} running', text, total(running)) : text, explanation: lines.join('\n') };
}

function total(summaries: readonly SessionSummary[]): string {
  const sum = summaries.reduce((units, { usd }) => units + parseUsd(usd), 0n);
  return `${summaries.some(({ lowerBound }) => lowerBound) ? '≥ ' : ''}${formatUsd(sum)}`;
}
