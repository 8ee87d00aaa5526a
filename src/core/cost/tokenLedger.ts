import { ZERO } from '../session/money.ts';
import type { Money } from '../session/money.ts';

/** What one item of the prompt cost over all calls. */
export class TokenLedger {
  /** Largest size in any prompt: trimming only takes from it later. */
  tokens = 0;
  /** Entry index of the first call whose prompt held it. */
  firstCall: number | undefined;
  /** What the first call paid for it, and what the later ones did. */
  entry = ZERO;
  carry = ZERO;
  /** The part of `carry` above the price of reading from the cache what had been in it. */
  rewrite = ZERO;
  /** With what the tree of prompts has noted for many items at once, as of the last time that it was settled. */
  readonly settled: Settled = { calls: 0, lastCall: undefined, carry: ZERO, rewrite: ZERO };
}

export interface Settled {
  /** Calls whose prompt held it, and the entry index of the last. */
  calls: number;
  lastCall: number | undefined;
  carry: Money;
  rewrite: Money;
}
