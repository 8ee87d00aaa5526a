import { asNumber } from './json.ts';

/** Milliseconds since the epoch from a number of seconds with a fraction, as Python writes times. */
export function asSeconds(value: unknown): number | undefined {
  const seconds = asNumber(value);
  return seconds === undefined || seconds <= 0 || seconds > 1e11 ? undefined : Math.floor(seconds * 1000);
}
