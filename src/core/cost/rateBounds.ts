import { ratePerToken } from './rates.ts';
import type { Rates } from './rates.ts';

/** In USD per million tokens. The dearest output ever published is o1-pro's, 600: what is above is a price per token in the wrong unit. */
const HIGHEST = 1_000;

/**
 * What cannot be right in a table of prices (trap 38): amounts below nothing or above every published one, and a cached token dearer than
 * a plain one, which no vendor sells. Undefined where nothing is wrong.
 */
export function problemOfRates(rates: Rates): string | undefined {
  const limit = ratePerToken(HIGHEST);
  for (const [name, rate] of Object.entries(rates) as [keyof Rates, bigint][]) {
    if (rate < 0n) return `"${name}" is below zero`;
    if (rate > limit) return `"${name}" is above ${HIGHEST} USD per million tokens`;
  }
  return rates.cacheRead > rates.input ? '"cacheRead" is above "input"' : undefined;
}
