import { ZERO } from '../session/money.ts';
import type { Money } from '../session/money.ts';
import type { LlmCall } from '../session/session.ts';
import type { AttributedThread, BilledCall, BilledThread, CallCost, OwnerCost, Rewrite } from './attributedSession.ts';
import { bucketsOf } from './bucketsOf.ts';
import type { Rates } from './rates.ts';

/** Takes down what the attribution of a thread finds on its way, call after call. What each owner pays is not part of it. */
export interface ThreadRecord {
  addCall(call: LlmCall, cost: CallCost, rates: Rates): void;
  /** Of a call with usage: the tokens of its whole prompt. */
  addPrompt(callIndex: number, tokens: number): void;
  addRewrite(rewrite: Rewrite): void;
}

/** All that an AttributedThread tells of its calls. */
export class WholeRecord implements ThreadRecord, Omit<AttributedThread, 'owners' | 'buckets'> {
  readonly calls: Map<number, CallCost>;
  readonly rates: Map<number, Rates>;
  readonly rewrites: Rewrite[];
  readonly context: { callIndex: number; tokens: number }[];
  total: Money;
  rewrite: Money;

  /** Goes on where another stands, which stays as it is. */
  constructor(from?: WholeRecord) {
    this.calls = new Map(from?.calls);
    this.rates = new Map(from?.rates);
    this.rewrites = from ? [...from.rewrites] : [];
    this.context = from ? [...from.context] : [];
    this.total = from?.total ?? ZERO;
    this.rewrite = from?.rewrite ?? ZERO;
  }

  withOwners(owners: OwnerCost[]): AttributedThread {
    const { calls, rates, rewrites, context, total, rewrite } = this;
    return { owners, calls, rates, rewrites, context, total, buckets: bucketsOf(owners), rewrite };
  }

  addCall(call: LlmCall, cost: CallCost, rates: Rates): void {
    this.calls.set(call.index, cost);
    if (call.usage) this.rates.set(call.index, rates);
    this.total += cost.total;
  }

  addPrompt(callIndex: number, tokens: number): void {
    this.context.push({ callIndex, tokens });
  }

  addRewrite(rewrite: Rewrite): void {
    this.rewrites.push(rewrite);
    this.rewrite += rewrite.premium;
  }
}

/** What is billed and no more: of a long session the rest takes several times as much memory. */
export class BillRecord implements ThreadRecord, Omit<BilledThread, 'buckets'> {
  readonly calls = new Map<number, BilledCall>();
  total = ZERO;
  rewrite = ZERO;

  addCall(call: LlmCall, { basis, total, unpricedTokens }: CallCost): void {
    this.calls.set(call.index, { basis, total, unpricedTokens });
    this.total += total;
  }

  addPrompt(): void {}

  addRewrite({ premium }: Rewrite): void {
    this.rewrite += premium;
  }
}
