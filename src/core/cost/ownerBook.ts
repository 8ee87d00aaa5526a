import { ZERO } from '../session/money.ts';
import type { OwnerCost, SegmentOwner } from './attributedSession.ts';
import type { Journal } from './journal.ts';
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
  readonly #journal: Journal;

  constructor(prefix: SegmentOwner, journal: Journal) {
    this.#journal = journal;
    this.#record(prefix);
  }

  /** The owner's running figures, to be added to; what its ledgers hold is added by list(). */
  of(owner: SegmentOwner): OwnerCost {
    const { cost } = this.#record(owner);
    this.#journal.touch(cost);
    return cost;
  }

  ledgerOf(item: PromptItem): TokenLedger {
    let ledger = this.#ledgers.get(item);
    if (!ledger) {
      ledger = new TokenLedger();
      const { ledgers } = this.#record(item.owner);
      this.#ledgers.set(item, ledger);
      ledgers.push({ item, ledger });
      this.#journal.note(() => {
        ledgers.pop();
        this.#ledgers.delete(item);
      });
    }
    return ledger;
  }

  /** All owners with their figures as the ledgers were settled last: the prefix first, then in the order of their entries. */
  list(): OwnerCost[] {
    return this.#records.flatMap((record) => (record ? [finish(record)] : []));
  }

  #record(owner: SegmentOwner): OwnerRecord {
    const place = owner.kind === 'prefix' ? 0 : owner.entry.index + 1;
    const known = this.#records[place];
    if (known) return known;
    const length = this.#records.length;
    const record: OwnerRecord = { cost: emptyCost(owner), ledgers: [] };
    this.#records[place] = record;
    this.#journal.note(() => {
      this.#records[place] = undefined;
      this.#records.length = length;
    });
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

function finish({ cost: running, ledgers }: OwnerRecord): OwnerCost {
  const cost = { ...running };
  for (const { item, ledger } of ledgers) {
    const { tokens, entry, firstCall } = ledger;
    const { calls, lastCall, carry, rewrite } = ledger.settled;
    cost.tokens += tokens;
    cost.entry += entry;
    cost.carry += carry;
    cost.rewrite += rewrite;
    cost.carriedBy = Math.max(cost.carriedBy, calls - 1);
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
