import { ZERO } from '../session/money.ts';
import type { Money } from '../session/money.ts';
import type { Journal } from './journal.ts';
import { costOf, premiumOf, premiumOver, times, writeRate } from './promptLayout.ts';
import type { PromptLayout } from './promptLayout.ts';
import type { Segment } from './promptStack.ts';
import type { Rates } from './rates.ts';
import { NONE, type Settled, type TokenLedger } from './tokenLedger.ts';

/** One piece of the prompts that begin alike: its place and its length are the same in all of them. */
export interface Piece {
  readonly item: TokenLedger;
  readonly tokens: number;
  /** Position of its first token. */
  readonly from: number;
  readonly parent: Piece | undefined;
  /** Index in the prompts that hold it. */
  readonly depth: number;
  /** Its number among all pieces. */
  readonly number: number;
  /** Tokens of the thread's prefix up to and with this piece: growth that nothing explains stands in several places. */
  readonly prefixTokens: number;
  /** Calls whose prompt ended with this piece, and the last of them. */
  calls: number;
  lastCall: number;
  /** Charged per token to this piece and every piece before it, down to the start of the prompt. */
  carryRate: Money;
  rewriteRate: Money;
}

export interface PaidAgain {
  tokens: number;
  premium: Money;
}

/**
 * All prompts of a thread. Each is the one before with something behind it, so together they are a tree, and a prompt is the way from the
 * root to a piece. What a call pays for the pieces that it holds again is noted once, at the last of them, for all; at the end one pass from
 * the leaves to the root sums up what each piece was charged. So a call costs as much work as it added pieces, however long the prompt is.
 */
export class PromptTree {
  readonly #prefix: TokenLedger;
  readonly #journal: Journal;
  /** Parents stand before children. */
  readonly #all: Piece[] = [];
  #prompt: Piece[] = [];

  constructor(prefix: TokenLedger, journal: Journal) {
    this.#prefix = prefix;
    this.#journal = journal;
  }

  /** The prompt as it stands, from its start. */
  get prompt(): readonly Piece[] {
    return this.#prompt;
  }

  /** Everything since is taken back with the journal. */
  mark(): void {
    const prompt = [...this.#prompt];
    const { length } = this.#all;
    this.#journal.note(() => {
      this.#prompt = prompt;
      this.#all.length = length;
    });
  }

  /** Goes back to the prompt that ended with this piece; undefined: to an empty one. */
  goTo(last: Piece | undefined): void {
    const prompt = this.#prompt;
    prompt.length = Math.min(prompt.length, last ? last.depth + 1 : 0);
    // What both prompts begin with is in its place already.
    for (let piece = last; piece && prompt[piece.depth] !== piece; piece = piece.parent) prompt[piece.depth] = piece;
  }

  /**
   * Charges a call whose prompt is the first `keep` pieces of the prompt as it stands, of which the cache held the first `cachedTo` tokens,
   * and then `segments`. Returns what had been in the cache and was paid again.
   */
  charge(
    callIndex: number,
    layout: PromptLayout,
    rates: Rates,
    keep: number,
    cachedTo: number,
    segments: readonly Segment<TokenLedger>[],
  ): PaidAgain {
    this.#prompt.length = keep;
    const again = this.#chargeKept(layout, rates, cachedTo);
    for (const segment of segments) {
      const piece = this.#push(segment);
      const { item: ledger, from, tokens } = piece;
      const to = from + tokens;
      const cost = costOf(layout, rates, from, to);
      this.#journal.touch(ledger);
      if (ledger.firstCall === NONE) ledger.firstCall = callIndex;
      if (ledger.firstCall === callIndex) {
        ledger.entry += cost;
        continue;
      }
      ledger.carry += cost;
      const start = Math.max(from, Math.min(to, layout.readEnd));
      const stop = from + segment.cached;
      if (stop > start) {
        const premium = premiumOf(layout, rates, start, stop);
        ledger.rewrite += premium;
        again.tokens += stop - start;
        again.premium += premium;
      }
    }
    const last = this.#prompt.at(-1);
    if (last) {
      this.#journal.touch(last);
      last.calls++;
      last.lastCall = callIndex;
    }
    return again;
  }

  /**
   * Gives the ledgers, apart from what each was charged, the sums with what was noted for many pieces at once. May be done again after more
   * calls.
   */
  settle(): void {
    for (const { item } of this.#all) {
      const settled = (item.settled ??= { carry: ZERO, rewrite: ZERO, calls: 0, lastCall: NONE });
      settled.carry = item.carry;
      settled.rewrite = item.rewrite;
      settled.calls = item.calls;
      settled.lastCall = item.lastCall;
    }
    this.#passOn((item) => item.settled as Settled);
  }

  /** Writes into the ledgers what was noted for many pieces at once, and lets go of all prompts: to none of them can be gone back. */
  close(): void {
    this.#passOn((item) => item);
    this.#all.length = 0;
    this.#prompt = [];
  }

  #passOn(ledgerOf: (item: TokenLedger) => Settled): void {
    const all = this.#all;
    // What was noted at the pieces behind each one, for as long as it has not been passed on.
    const behind = new Behind(all.length);
    for (let i = all.length - 1; i >= 0; i--) {
      const piece = all[i] as Piece;
      const { item, parent, tokens } = piece;
      const ledger = ledgerOf(item);
      const calls = piece.calls + (behind.calls[i] as number);
      const lastCall = Math.max(piece.lastCall, behind.lastCall[i] as number);
      const carryRate = piece.carryRate + (behind.carryRate[i] as Money);
      const rewriteRate = piece.rewriteRate + (behind.rewriteRate[i] as Money);
      behind.carryRate[i] = behind.rewriteRate[i] = ZERO;
      if (carryRate !== ZERO) ledger.carry += times(tokens, carryRate);
      if (rewriteRate !== ZERO) ledger.rewrite += times(tokens, rewriteRate);
      // A further part of the prefix stands in the prompts that its first part stands in.
      if (item !== this.#prefix || !parent) {
        ledger.calls += calls;
        ledger.lastCall = Math.max(ledger.lastCall, lastCall);
      }
      if (!parent) continue;
      const to = parent.number;
      behind.calls[to] = (behind.calls[to] as number) + calls;
      behind.lastCall[to] = Math.max(behind.lastCall[to] as number, lastCall);
      if (carryRate !== ZERO) behind.carryRate[to] = (behind.carryRate[to] as Money) + carryRate;
      if (rewriteRate !== ZERO) behind.rewriteRate[to] = (behind.rewriteRate[to] as Money) + rewriteRate;
    }
  }

  #push({ item, tokens }: Segment<TokenLedger>): Piece {
    const parent = this.#prompt.at(-1);
    const isPrefix = item === this.#prefix;
    const piece: Piece = {
      item,
      tokens,
      from: parent ? parent.from + parent.tokens : 0,
      parent,
      depth: this.#prompt.length,
      number: this.#all.length,
      prefixTokens: (parent?.prefixTokens ?? 0) + (isPrefix ? tokens : 0),
      calls: 0,
      lastCall: NONE,
      carryRate: ZERO,
      rewriteRate: ZERO,
    };
    this.#journal.touch(item);
    item.tokens = Math.max(item.tokens, isPrefix ? piece.prefixTokens : tokens);
    this.#prompt.push(piece);
    this.#all.push(piece);
    return piece;
  }

  #chargeKept(layout: PromptLayout, rates: Rates, cachedTo: number): PaidAgain {
    const last = this.#prompt.at(-1);
    const end = last ? last.from + last.tokens : 0;
    const readEnd = Math.min(layout.readEnd, end);
    const writeEnd = Math.min(layout.writeEnd, end);
    const cachedEnd = Math.min(cachedTo, end);
    const tokens = Math.max(0, cachedEnd - readEnd);
    this.#spread('carry', 0, readEnd, rates.cacheRead);
    this.#spread('carry', writeEnd, end, rates.input);
    let premium = this.#spread('rewrite', writeEnd, cachedEnd, premiumOver(rates, rates.input));
    const write = writeRate(layout, rates);
    if (write === undefined) {
      premium += this.#chargeMixed(layout, rates, Math.min(writeEnd, cachedEnd));
    } else {
      this.#spread('carry', readEnd, writeEnd, write);
      premium += this.#spread('rewrite', readEnd, Math.min(writeEnd, cachedEnd), premiumOver(rates, write));
    }
    return { tokens, premium };
  }

  /** Where a call wrote for both lifetimes, their mixture is rounded piece by piece, and each piece is charged for itself. */
  #chargeMixed(layout: PromptLayout, rates: Rates, cachedEnd: number): Money {
    const { readEnd, writeEnd } = layout;
    let premium = ZERO;
    for (let i = this.#prompt.length - 1; i >= 0; i--) {
      const { from, tokens, item: ledger } = this.#prompt[i] as Piece;
      const start = Math.max(from, readEnd);
      const stop = Math.min(from + tokens, writeEnd);
      this.#journal.touch(ledger);
      if (stop > start) ledger.carry += costOf(layout, rates, start, stop);
      const again = premiumOf(layout, rates, start, Math.min(stop, cachedEnd));
      ledger.rewrite += again;
      premium += again;
      if (from <= readEnd) break;
    }
    return premium;
  }

  /** Charges the interval [from, to) of the prompt: pieces that lie in it as one, those at its ends for the part of them. Returns the sum. */
  #spread(what: 'carry' | 'rewrite', from: number, to: number, rate: Money): Money {
    if (to <= from || rate === ZERO) return ZERO;
    const prompt = this.#prompt;
    const perToken = what === 'carry' ? 'carryRate' : 'rewriteRate';
    const start = startingAt(prompt, from);
    const first = prompt[start - 1];
    const firstEnd = first ? first.from + first.tokens : 0;
    if (first && firstEnd > from) {
      this.#journal.touch(first.item);
      first.item[what] += times(Math.min(firstEnd, to) - from, rate);
    }
    let stop = startingAt(prompt, to);
    const last = prompt[stop - 1];
    if (last && stop > start && last.from + last.tokens > to) {
      this.#journal.touch(last.item);
      last.item[what] += times(to - last.from, rate);
      stop--;
    }
    if (stop > start) {
      const end = prompt[stop - 1] as Piece;
      this.#journal.touch(end);
      end[perToken] += rate;
      if (first) {
        this.#journal.touch(first);
        first[perToken] -= rate;
      }
    }
    return times(to - from, rate);
  }
}

/** By the number of a piece. */
class Behind {
  readonly calls: Int32Array;
  readonly lastCall: Int32Array;
  readonly carryRate: Money[];
  readonly rewriteRate: Money[];

  constructor(pieces: number) {
    this.calls = new Int32Array(pieces);
    this.lastCall = new Int32Array(pieces).fill(NONE);
    this.carryRate = new Array<Money>(pieces).fill(ZERO);
    this.rewriteRate = new Array<Money>(pieces).fill(ZERO);
  }
}

/** Index of the first piece that starts at `position` or later. */
function startingAt(prompt: readonly Piece[], position: number): number {
  let low = 0;
  let high = prompt.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((prompt[middle] as Piece).from < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
