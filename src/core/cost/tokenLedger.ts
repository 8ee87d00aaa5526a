import { ZERO } from '../session/money.ts';

/** What one item of the prompt cost over all calls. */
export class TokenLedger {
  /** Largest size in any prompt: trimming only takes from it later. */
  tokens = 0;
  /** Calls whose prompt held it. */
  calls = 0;
  /** Entry indices of the first and the last of them. */
  firstCall: number | undefined;
  lastCall: number | undefined;
  /** What the first call paid for it, and what the later ones did. */
  entry = ZERO;
  carry = ZERO;
  /** The part of `carry` above the price of reading from the cache what had been in it. */
  rewrite = ZERO;
}
