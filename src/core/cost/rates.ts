import { parseUsd } from '../session/money.ts';
import type { Money } from '../session/money.ts';

/** Price of one token by bucket, in units of money.ts (1e-15 USD): whole numbers, so tokens times rates never round. */
export interface Rates {
  input: Money;
  cacheRead: Money;
  cacheWrite5m: Money;
  cacheWrite1h: Money;
  output: Money;
}

/** Rates of a call without a price: its tokens are still placed, its dollars stay out of every sum. */
export const NO_RATES: Rates = {
  input: 0n,
  cacheRead: 0n,
  cacheWrite5m: 0n,
  cacheWrite1h: 0n,
  output: 0n,
};

const TOKENS_PER_QUOTE = 1_000_000n;

/**
 * Converts a price in USD per million tokens to units per token. The conversion goes through the decimal text (a double such as 0.003625
 * prints as exactly what was published), never through a product of doubles. Digits finer than 1e-15 USD per token are rounded.
 */
export function ratePerToken(usdPerMillion: number | string): Money {
  const units = parseUsd(usdPerMillion);
  return (units + TOKENS_PER_QUOTE / 2n) / TOKENS_PER_QUOTE;
}

/** An exact factor on a rate: 1.1 is {num: 11n, den: 10n}. */
export interface Factor {
  num: bigint;
  den: bigint;
}

/** Multiplies every token bucket: providers' factors apply to cache tokens too (trap 17). Rounds to the nearest unit where a unit is too coarse. */
export function scaleRates(rates: Rates, factor: Factor): Rates {
  const scale = (rate: Money): Money => (rate * factor.num + factor.den / 2n) / factor.den;
  return {
    input: scale(rates.input),
    cacheRead: scale(rates.cacheRead),
    cacheWrite5m: scale(rates.cacheWrite5m),
    cacheWrite1h: scale(rates.cacheWrite1h),
    output: scale(rates.output),
  };
}
