/**
 * Money as integers. One unit is a femto-dollar (1e-15 USD): every published rate per million tokens, times every published
 * multiplier, is a whole number of units per token, so a sum of calls never rounds and parts always add up to their total.
 */
export type Money = bigint;

export const ZERO: Money = 0n;

/** Units in one US dollar. */
export const UNITS_PER_USD = 1_000_000_000_000_000n;

const DECIMALS = 15;

/**
 * Reads a decimal figure in US dollars, as JSON and price tables write them ("0.0234", 1.5e-7).
 * Digits beyond 1e-15 USD are rounded half away from zero. Throws RangeError for anything that is not a finite number.
 */
export function parseUsd(value: string | number): Money {
  const text = String(value).trim();
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match || (!match[2] && !match[3])) throw new RangeError(`not an amount in USD: ${text.slice(0, 40)}`);
  const digits = `${match[2] ?? ''}${match[3] ?? ''}`;
  const exponent = DECIMALS - (match[3]?.length ?? 0) + Number(match[4] ?? 0);
  if (Math.abs(exponent) > 400) throw new RangeError(`not an amount in USD: ${text.slice(0, 40)}`);
  let units: bigint;
  if (exponent >= 0) {
    units = BigInt(digits) * 10n ** BigInt(exponent);
  } else {
    const divisor = 10n ** BigInt(-exponent);
    units = (BigInt(digits) + divisor / 2n) / divisor;
  }
  return match[1] === '-' ? -units : units;
}

/** Writes an amount as an exact decimal in US dollars without trailing zeros: "0.59293225", "12", "0". */
export function formatUsdExact(amount: Money): string {
  const negative = amount < 0n;
  const magnitude = negative ? -amount : amount;
  const whole = magnitude / UNITS_PER_USD;
  const fraction = (magnitude % UNITS_PER_USD).toString().padStart(DECIMALS, '0').replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** The amount in US dollars as a double, for charts, ratios and sorting; never to be summed. */
export function toUsd(amount: Money): number {
  return Number(formatUsdExact(amount));
}

/**
 * For people: "$12.35", "$0.593", "$0.0123", "$0.00042", "<$0.00001", "$0". Two decimals from one dollar on, else three significant digits
 * at most and never more than five decimals.
 */
export function formatUsd(amount: Money): string {
  if (amount === 0n) return '$0';
  const sign = amount < 0n ? '-' : '';
  const usd = Math.abs(toUsd(amount));
  if (usd < 0.00001) return `${sign}<$0.00001`;
  if (usd >= 0.9995) return `${sign}$${usd.toFixed(2)}`;
  const decimals = Math.min(5, 2 - Math.floor(Math.log10(usd)));
  return `${sign}$${usd.toFixed(Math.max(2, decimals))}`;
}

/**
 * Splits a whole number over weights so that the parts add up to it exactly (largest remainder; ties go to the earlier part).
 * Weights are non-negative; when all are zero everything goes to the first part. An empty list gives an empty list.
 */
export function splitWhole(total: number, weights: readonly number[]): number[] {
  if (weights.length === 0) return [];
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum <= 0) return weights.map((_, i) => (i === 0 ? total : 0));
  const exact = weights.map((w) => (total * w) / sum);
  const parts = exact.map(Math.floor);
  let rest = total - parts.reduce((a, b) => a + b, 0);
  const order = exact.map((x, i) => ({ i, rest: x - Math.floor(x) })).sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of order) {
    if (rest <= 0) break;
    parts[i] = (parts[i] ?? 0) + 1;
    rest--;
  }
  return parts;
}
