import { parseUsd, type Money } from '../session/money.ts';
import { asNumber } from './json.ts';

/** Dollars that a source recorded; undefined for none, and for zero, which says that the source had no price. */
export function loggedUsd(value: unknown): Money | undefined {
  const usd = asNumber(value);
  return usd === undefined || usd <= 0 || usd > 1e9 ? undefined : parseUsd(usd);
}
