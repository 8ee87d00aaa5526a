import { ZERO } from '../session/money.ts';
import type { SegmentOwner } from './attributedSession.ts';
import type { PromptItem } from './promptItems.ts';

/** An item of a thread's prompts with what it cost over all calls. There are some for each call, so that all of it is one object. */
export class TokenLedger implements PromptItem {
  readonly owner: SegmentOwner;
  readonly part: PromptItem['part'];
  readonly weight: number;
  /** The owner's next item. */
  readonly next: TokenLedger | undefined;
  /** Largest size in any prompt: trimming only takes from it later. */
  tokens = 0;
  /** Entry index of the first call whose prompt held it; NONE before. */
  firstCall = NONE;
  /** What the first call paid for it. */
  entry = ZERO;
  /** What the later ones paid, and other figures that the tree of prompts notes for many items at once: without what it has not passed on. */
  carry = ZERO;
  /** The part of `carry` above the price of reading from the cache what had been in it. */
  rewrite = ZERO;
  /** Calls whose prompt held it, and the entry index of the last (NONE before any). */
  calls = 0;
  lastCall = NONE;
  /** With what the tree held when it was settled last; absent where it has passed on everything. */
  settled: Settled | undefined = undefined;

  constructor(owner: SegmentOwner, { part, weight }: PromptItem, next: TokenLedger | undefined) {
    this.owner = owner;
    this.part = part;
    this.weight = weight;
    this.next = next;
  }
}

export type Settled = Pick<TokenLedger, 'carry' | 'rewrite' | 'calls' | 'lastCall'>;

/** No entry has this index. */
export const NONE = -1;
