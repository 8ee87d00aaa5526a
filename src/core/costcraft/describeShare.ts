import { formatUsd, toUsd, type Money } from '../session/money.ts';

/** "$0.031 (6 %)": an amount and its share of a session's bill. Shares below 0.1 % are said to be so. */
export function describeShare(amount: Money, total: Money): string {
  if (total <= 0n) return formatUsd(amount);
  const percent = (toUsd(amount) / toUsd(total)) * 100;
  const share = percent < 0.1 ? 'less than 0.1 %' : percent < 10 ? `${Number(percent.toFixed(1))} %` : `${Math.round(percent)} %`;
  return `${formatUsd(amount)} (${share})`;
}
