import type { Money } from '../session/money.ts';
import { ZERO } from '../session/money.ts';
import type { Usage } from '../session/session.ts';
import type { Rates } from './rates.ts';

/** Where the buckets of one prompt end, in tokens from its start: read first, then written, then plain. */
export interface PromptLayout {
  readEnd: number;
  writeEnd: number;
  end: number;
  /** Tokens of the written part with the 1 h lifetime. */
  write1h: number;
}

export function layoutOf(usage: Usage): PromptLayout {
  const readEnd = usage.cacheRead;
  const writeEnd = readEnd + usage.cacheWrite5m + usage.cacheWrite1h;
  return {
    readEnd,
    writeEnd,
    end: writeEnd + usage.input,
    write1h: usage.cacheWrite1h,
  };
}

/** What a token of the written part costs where all of them were written for the same time; undefined where both lifetimes were bought. */
export function writeRate({ readEnd, writeEnd, write1h }: PromptLayout, rates: Rates): Money | undefined {
  if (write1h === 0) return rates.cacheWrite5m;
  return write1h === writeEnd - readEnd ? rates.cacheWrite1h : undefined;
}

/** What a token costs above the price of reading it from the cache. */
export function premiumOver(rates: Rates, rate: Money): Money {
  return rate > rates.cacheRead ? rate - rates.cacheRead : ZERO;
}

/** What the interval [from, to) of a prompt cost. */
export function costOf(layout: PromptLayout, rates: Rates, from: number, to: number): Money {
  const read = overlap(from, to, 0, layout.readEnd);
  const { write5m, write1h } = written(layout, from, to);
  const plain = overlap(from, to, layout.writeEnd, layout.end);
  return times(read, rates.cacheRead) + times(write5m, rates.cacheWrite5m) + times(write1h, rates.cacheWrite1h) + times(plain, rates.input);
}

/** How much more the interval [from, to) cost than it would have, had it been read from the cache. */
export function premiumOf(layout: PromptLayout, rates: Rates, from: number, to: number): Money {
  const { write5m, write1h } = written(layout, from, to);
  const plain = overlap(from, to, layout.writeEnd, layout.end);
  return (
    times(write5m, premiumOver(rates, rates.cacheWrite5m)) +
    times(write1h, premiumOver(rates, rates.cacheWrite1h)) +
    times(plain, premiumOver(rates, rates.input))
  );
}

/** Tokens times a price. Most products of a prompt are with no tokens at all, and a bigint is not made for those. */
export function times(tokens: number, rate: Money): Money {
  return tokens === 0 ? ZERO : BigInt(tokens) * rate;
}

function written(layout: PromptLayout, from: number, to: number): { write5m: number; write1h: number } {
  const start = Math.max(from, layout.readEnd);
  const stop = Math.min(to, layout.writeEnd);
  if (stop <= start) return NOTHING;
  const write1h = share(layout, stop) - share(layout, start);
  return { write5m: stop - start - write1h, write1h };
}

const NOTHING = { write5m: 0, write1h: 0 };

/**
 * Tokens with the 1 h lifetime in the written part up to `position`. Where a call writes with both lifetimes the source does not say which
 * tokens have which, so both are spread evenly; rounding on the running sum keeps every total exact.
 */
function share(layout: PromptLayout, position: number): number {
  const all = layout.writeEnd - layout.readEnd;
  if (layout.write1h === 0 || all === 0) return 0;
  return Math.floor(((position - layout.readEnd) * layout.write1h) / all);
}

function overlap(from: number, to: number, start: number, end: number): number {
  return Math.max(0, Math.min(to, end) - Math.max(from, start));
}
