import { formatUsd, parseUsd, ZERO } from '../../core/session/money.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import type { Translate } from '../../protocol/translate.ts';

/** "3 sessions, $1.24": summed as integers. "≥" where one of them is only a lower bound, "unpriced" where none has a price. */
export function countAndCost(summaries: readonly Pick<SessionSummary, 'usd' | 'lowerBound'>[], t: Translate): string {
  const count = summaries.length === 1 ? t('1 session') : t('{0} sessions', summaries.length);
  const sum = summaries.reduce((total, { usd }) => total + parseUsd(usd), ZERO);
  const isBound = summaries.some(({ lowerBound }) => lowerBound);
  if (isBound && sum === ZERO) return t('{0}, unpriced', count);
  return `${count}, ${isBound ? '≥ ' : ''}${formatUsd(sum)}`;
}
