import type { Money } from '../session/money.ts';
import { ZERO } from '../session/money.ts';
import type { Usage } from '../session/session.ts';
import type { Rates } from './rates.ts';

/** Tokens by the bucket they were billed in. */
interface Billed {
  plain: number;
  read: number;
  write5m: number;
  write1h: number;
}

/** Where the buckets of one prompt end, in tokens from its start: read first, then written, then plain. */
export interface PromptLayout {
  readEnd: number;
  writeEnd: number;
  end: number;
  /** Share of the written part with the 1 h lifetime, as tokens of the whole written part. */
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

/**
 * Counts the tokens of one item by bucket over all calls. Counts stay numbers until the end, when each sum meets its rate once: exact, and
 * far faster than a product per call and item.
 */
export class TokenLedger {
  readonly #entries = new Map<Rates, Billed>();
  readonly #carries = new Map<Rates, Billed>();
  readonly #rewrites = new Map<Rates, Billed>();
  /** Largest size in any prompt: trimming only takes from it later. */
  tokens = 0;
  carriedBy = 0;
  firstCall: number | undefined;
  lastCall: number | undefined;
  #tokensNow = 0;
  /** The sum that the last carrying call was added to: calls with the same rates follow each other. */
  #carryRates: Rates | undefined;
  #carry: Billed | undefined;

  /** Notes that a call's prompt holds the item (or one more part of it); true where it is the first call to do so. */
  enter(callIndex: number, tokens: number): boolean {
    if (this.lastCall !== callIndex) {
      if (this.firstCall === undefined) this.firstCall = callIndex;
      else this.carriedBy++;
      this.lastCall = callIndex;
      this.#tokensNow = 0;
    }
    this.#tokensNow += tokens;
    this.tokens = Math.max(this.tokens, this.#tokensNow);
    return this.firstCall === callIndex;
  }

  /** Counts the interval [from, to) of a prompt. */
  count(layout: PromptLayout, rates: Rates, from: number, to: number, isEntry: boolean): void {
    if (isEntry) {
      add(billedFor(this.#entries, rates), layout, from, to);
      return;
    }
    if (!this.#carry || this.#carryRates !== rates) {
      this.#carry = billedFor(this.#carries, rates);
      this.#carryRates = rates;
    }
    // Most of a prompt is read from the cache, and this runs for every segment of every call.
    if (to <= layout.readEnd) this.#carry.read += to - from;
    else add(this.#carry, layout, from, to);
  }

  /** Counts the interval [from, to), which had been in the cache and was paid again; returns the premium over reading it. */
  countRewrite(layout: PromptLayout, rates: Rates, from: number, to: number): Money {
    const once: Billed = { plain: 0, read: 0, write5m: 0, write1h: 0 };
    add(once, layout, from, to);
    const sum = billedFor(this.#rewrites, rates);
    sum.plain += once.plain;
    sum.write5m += once.write5m;
    sum.write1h += once.write1h;
    return premium(once, rates);
  }

  entryCost(): Money {
    return sumOver(this.#entries, cost);
  }

  carryCost(): Money {
    return sumOver(this.#carries, cost);
  }

  rewriteCost(): Money {
    return sumOver(this.#rewrites, premium);
  }
}

function billedFor(map: Map<Rates, Billed>, rates: Rates): Billed {
  let billed = map.get(rates);
  if (!billed) map.set(rates, (billed = { plain: 0, read: 0, write5m: 0, write1h: 0 }));
  return billed;
}

function add(sum: Billed, layout: PromptLayout, from: number, to: number): void {
  const read = overlap(from, to, 0, layout.readEnd);
  const plain = overlap(from, to, layout.writeEnd, layout.end);
  sum.read += read;
  sum.plain += plain;
  const start = Math.max(from, layout.readEnd);
  const stop = Math.min(to, layout.writeEnd);
  if (stop <= start) return;
  const longLived = share(layout, stop) - share(layout, start);
  sum.write1h += longLived;
  sum.write5m += stop - start - longLived;
}

/**
 * Tokens with the 1 h lifetime in the written part up to `position`. Where a call writes with both lifetimes the source does not say which
 * tokens have which, so both are spread evenly; rounding on the running sum keeps every total exact.
 */
function share(layout: PromptLayout, position: number): number {
  const written = layout.writeEnd - layout.readEnd;
  if (layout.write1h === 0 || written === 0) return 0;
  return Math.floor(((position - layout.readEnd) * layout.write1h) / written);
}

function overlap(from: number, to: number, start: number, end: number): number {
  return Math.max(0, Math.min(to, end) - Math.max(from, start));
}

function cost(billed: Billed, rates: Rates): Money {
  return (
    BigInt(billed.plain) * rates.input +
    BigInt(billed.read) * rates.cacheRead +
    BigInt(billed.write5m) * rates.cacheWrite5m +
    BigInt(billed.write1h) * rates.cacheWrite1h
  );
}

function premium(billed: Billed, rates: Rates): Money {
  const over = (rate: Money): Money => (rate > rates.cacheRead ? rate - rates.cacheRead : ZERO);
  return (
    BigInt(billed.plain) * over(rates.input) +
    BigInt(billed.write5m) * over(rates.cacheWrite5m) +
    BigInt(billed.write1h) * over(rates.cacheWrite1h)
  );
}

function sumOver(map: Map<Rates, Billed>, of: (billed: Billed, rates: Rates) => Money): Money {
  let sum = ZERO;
  for (const [rates, billed] of map) sum += of(billed, rates);
  return sum;
}
