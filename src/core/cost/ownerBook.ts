import { ZERO } from '../session/money.ts';
import type { OwnerCost, SegmentOwner } from './attributedSession.ts';
import type { PromptItem } from './promptItems.ts';
import { TokenLedger } from './tokenLedger.ts';

interface OwnerRecord {
  cost: OwnerCost;
  ledgers: { item: PromptItem; ledger: TokenLedger }[];
}

/** Collects what each owner pays, in the order in which owners enter the context. */
export class OwnerBook {
  /** The prefix at 0, then by index of the entry: holes where an entry owns nothing. */
  readonly #records: (OwnerRecord | undefined)[] = [];
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
    return this.#records.flatMap((record) => (record ? [finish(record)] : []));
  }

  #record(owner: SegmentOwner): OwnerRecord {
    const place = owner.kind === 'prefix' ? 0 : owner.entry.index + 1;
    return (this.#records[place] ??= { cost: emptyCost(owner), ledgers: [] });
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
