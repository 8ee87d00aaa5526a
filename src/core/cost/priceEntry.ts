import { ratePerToken } from './rates.ts';
import type { Rates } from './rates.ts';
import { problemOfRates } from './rateBounds.ts';
import { parseUsd } from '../session/money.ts';
import type { Money } from '../session/money.ts';

/** USD per million tokens, as a JSON number or a decimal text. A rate that is not given is that of the next broader bucket. */
export interface PerMillion {
  input: number | string;
  output: number | string;
  /** Absent: as input. */
  cacheRead?: number | string;
  /** Absent: as input. */
  cacheWrite5m?: number | string;
  /** Absent: as cacheWrite5m. */
  cacheWrite1h?: number | string;
}

/**
 * One price of one model: the format of the user's own prices and of the built-in supplement.
 *
 *     {"model": "qwen3-coder-plus", "provider": "qwen", "from": "2025-09-23", "perMillion": {"input": 1, "output": 5}, "source": "https://…"}
 */
export interface PriceOverride {
  /** The model's id, or its start followed by "*". Compared without regard to case, with and without a date at its end. */
  model: string;
  /** Vendor ("zai", "openai", "bedrock"…) or the name of a provider as the trace states it. Absent: any. */
  provider?: string;
  /** First and last moment (exclusive), ISO date or date-time in UTC. Absent: always. */
  from?: string;
  until?: string;
  perMillion: PerMillion;
  /** Prices of the whole request once its prompt is larger than `tokens`. */
  above?: { tokens: number; perMillion: PerMillion }[];
  /** USD per 1,000 web searches. */
  webSearchesPer1000?: number | string;
  /** Where the price was published. */
  source: string;
}

/** Rates of a request whose prompt is strictly larger than `above` tokens (trap 3). */
export interface Tier {
  above: number;
  rates: Rates;
}

/** One dated price of a model. */
export interface PriceVariant {
  /** Milliseconds since the epoch: from <= t < until. */
  from?: number;
  until?: number;
  /** Milliseconds since midnight UTC: start <= t < end. Both this and `from` must hold (trap 32). */
  hours?: { start: number; end: number };
  /** Ascending; the first is above -1, so that it always applies. */
  tiers: Tier[];
  /** Price of one web search; absent where none is published. */
  webSearch?: Money;
  /** True where the table states a 1 h cache-write price of its own. */
  hasWrite1h: boolean;
  source?: string;
}

/** What a table knows of one model; later variants win over earlier ones. */
export interface PriceList {
  /** The table's name for the vendor and the model. */
  vendor: string;
  model: string;
  variants: PriceVariant[];
}

/** Turns one entry into a variant. Throws RangeError where a figure or a date is not one, or a rate cannot be right. */
export function toVariant(entry: PriceOverride): PriceVariant {
  const tiers: Tier[] = [{ above: -1, rates: toRates(entry.perMillion) }];
  for (const tier of entry.above ?? []) tiers.push({ above: tier.tokens, rates: toRates(tier.perMillion) });
  tiers.sort((a, b) => a.above - b.above);
  for (const { rates } of tiers) {
    const problem = problemOfRates(rates);
    if (problem !== undefined) throw new RangeError(problem);
  }
  const variant: PriceVariant = {
    tiers,
    hasWrite1h: entry.perMillion.cacheWrite1h !== undefined,
    source: entry.source,
  };
  if (entry.from !== undefined) variant.from = parseMoment(entry.from);
  if (entry.until !== undefined) variant.until = parseMoment(entry.until);
  if (entry.webSearchesPer1000 !== undefined) variant.webSearch = parseUsd(entry.webSearchesPer1000) / 1000n;
  return variant;
}

export function toRates(price: PerMillion): Rates {
  const input = ratePerToken(price.input);
  const cacheWrite5m = price.cacheWrite5m === undefined ? input : ratePerToken(price.cacheWrite5m);
  return {
    input,
    cacheRead: price.cacheRead === undefined ? input : ratePerToken(price.cacheRead),
    cacheWrite5m,
    cacheWrite1h: price.cacheWrite1h === undefined ? cacheWrite5m : ratePerToken(price.cacheWrite1h),
    output: ratePerToken(price.output),
  };
}

/** Reads an ISO date or date-time in UTC ("2026-03-13", "2025-09-05T16:00Z"). Throws RangeError for anything else. */
export function parseMoment(text: string): number {
  const form = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z)?$/;
  const moment = form.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(moment)) throw new RangeError(`not a date in UTC: ${text.slice(0, 40)}`);
  return moment;
}

const MS_PER_DAY = 86_400_000;

/** True where the variant holds at the moment. Without a moment the hours of the day are taken not to hold. */
export function holdsAt(variant: PriceVariant, at: number, knownTime: boolean): boolean {
  if (variant.from !== undefined && at < variant.from) return false;
  if (variant.until !== undefined && at >= variant.until) return false;
  if (variant.hours) {
    if (!knownTime) return false;
    const time = ((at % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY;
    const { start, end } = variant.hours;
    return start <= end ? time >= start && time < end : time >= start || time < end;
  }
  return true;
}
