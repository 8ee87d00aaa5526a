import { ZERO } from '../session/money.ts';
import type { Entry } from '../session/session.ts';
import type { OwnerCost, SegmentOwner } from './attributedSession.ts';
import type { PromptItem } from './promptItems.ts';
import { TokenLedger } from './tokenLedger.ts';

interface OwnerRecord {
  cost: OwnerCost;
  ledgers: { item: PromptItem; ledger: TokenLedger }[];
}

/** Collects what each owner pays, in the order in which owners enter the context. */
export class OwnerBook {
  readonly #records = new Map<Entry | 'prefix', OwnerRecord>();
  readonly #ledgers = new Map<PromptItem, TokenLedger>();

  constructor(prefix: SegmentOwner) {
    this.#record(prefix);
  }

  /** The owner's running figures; what its ledgers hold is added by list(). */
  of(owner: SegmentOwner): OwnerCost {
    return this.#record(owner).cost;
  }

  ledgerOf(item: PromptItem): TokenLedger {
    let ledger = this.#ledgers.get(item);
    if (!ledger) {
      ledger = new TokenLedger();
      this.#ledgers.set(item, ledger);
      this.#record(item.owner).ledgers.push({ item, ledger });
    }
    return ledger;
  }

  /** All owners with their final figures: the prefix first, then in the order of their entries. */
  list(): OwnerCost[] {
    const rank = ({ cost }: OwnerRecord): number => (cost.owner.kind === 'prefix' ? -1 : cost.owner.entry.index);
    return [...this.#records.values()].sort((a, b) => rank(a) - rank(b)).map(finish);
  }

  #record(owner: SegmentOwner): OwnerRecord {
    const key = owner.kind === 'prefix' ? 'prefix' : owner.entry;
    let record = this.#records.get(key);
    if (!record) this.#records.set(key, (record = { cost: emptyCost(owner), ledgers: [] }));
    return record;
  }
}

function emptyCost(owner: SegmentOwner): OwnerCost {
  return {
    owner,
    tokens: 0,
    argumentTokens: 0,
    entry: ZERO,
    carry: ZERO,
    carriedBy: 0,
    output: ZERO,
    argumentCarry: ZERO,
    argumentEntry: ZERO,
    fees: ZERO,
    rewrite: ZERO,
  };
}

function finish({ cost, ledgers }: OwnerRecord): OwnerCost {
  for (const { item, ledger } of ledgers) {
    const { tokens, entry, carry, firstCall, lastCall } = ledger;
    cost.tokens += tokens;
    cost.entry += entry;
    cost.carry += carry;
    cost.rewrite += ledger.rewrite;
    cost.carriedBy = Math.max(cost.carriedBy, ledger.calls - 1);
    if (firstCall !== undefined) cost.firstCall = Math.min(cost.firstCall ?? firstCall, firstCall);
    if (lastCall !== undefined) cost.lastCall = Math.max(cost.lastCall ?? lastCall, lastCall);
    if (item.part === 'arguments') {
      cost.argumentTokens += tokens;
      cost.argumentEntry += entry;
      cost.argumentCarry += entry + carry;
    }
  }
  return cost;
}
