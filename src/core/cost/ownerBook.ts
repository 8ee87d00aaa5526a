import { ZERO } from '../session/money.ts';
import type { Money } from '../session/money.ts';
import type { OwnerCost, SegmentOwner } from './attributedSession.ts';
import type { Journal } from './journal.ts';
import type { PromptItem } from './promptItems.ts';
import { NONE, TokenLedger } from './tokenLedger.ts';

/** What an owner pays beside the items that it has in prompts, with these. */
export interface OwnerRecord {
  readonly owner: SegmentOwner;
  output: Money;
  fees: Money;
  /** The newest of its items. */
  ledger: TokenLedger | undefined;
}

/** Collects what each owner pays, in the order in which owners enter the context. */
export class OwnerBook {
  /** The prefix at 0, then by index of the entry: holes where an entry owns nothing. */
  readonly #records: (OwnerRecord | undefined)[] = [];
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** The owner's running figures, to be added to. */
  of(owner: SegmentOwner): OwnerRecord {
    const record = this.#record(owner);
    this.#journal.touch(record);
    return record;
  }

  /** Opens a ledger for an item that enters the context. */
  open(item: PromptItem): TokenLedger {
    const record = this.of(item.owner);
    return (record.ledger = new TokenLedger(record.owner, item, record.ledger));
  }

  /** All owners with their figures as the ledgers were settled last: the prefix first, then in the order of their entries. */
  list(): OwnerCost[] {
    const costs: OwnerCost[] = [];
    for (const record of this.#records) if (record) costs.push(sumUp(record));
    return costs;
  }

  /** As list(), and lets go of the ledgers on the way. Nothing can be added any more. */
  *close(): Generator<OwnerCost> {
    for (const [place, record] of this.#records.entries()) {
      this.#records[place] = undefined;
      if (record) yield sumUp(record);
    }
  }

  #record(owner: SegmentOwner): OwnerRecord {
    const place = owner.kind === 'prefix' ? 0 : owner.entry.index + 1;
    const known = this.#records[place];
    if (known) return known;
    const length = this.#records.length;
    const record: OwnerRecord = { owner, output: ZERO, fees: ZERO, ledger: undefined };
    while (this.#records.length < place) this.#records.push(undefined);
    this.#records[place] = record;
    this.#journal.note(() => {
      this.#records[place] = undefined;
      this.#records.length = length;
    });
    return record;
  }
}

function sumUp({ owner, output, fees, ledger: newest }: OwnerRecord): OwnerCost {
  let [tokens, argumentTokens, calls] = [0, 0, 0];
  let [entry, carry, rewrite, argumentEntry, argumentCarry] = [ZERO, ZERO, ZERO, ZERO, ZERO];
  let [first, last] = [NONE, NONE];
  for (let ledger = newest; ledger; ledger = ledger.next) {
    const settled = ledger.settled ?? ledger;
    tokens += ledger.tokens;
    entry += ledger.entry;
    carry += settled.carry;
    rewrite += settled.rewrite;
    calls = Math.max(calls, settled.calls);
    if (ledger.firstCall !== NONE && (first === NONE || ledger.firstCall < first)) first = ledger.firstCall;
    last = Math.max(last, settled.lastCall);
    if (ledger.part !== 'arguments') continue;
    argumentTokens += ledger.tokens;
    argumentEntry += ledger.entry;
    argumentCarry += ledger.entry + settled.carry;
  }
  const carriedBy = Math.max(0, calls - 1);
  const cost: OwnerCost = { owner, tokens, argumentTokens, entry, carry, carriedBy, output, argumentCarry, argumentEntry, fees, rewrite };
  if (first !== NONE) cost.firstCall = first;
  if (last !== NONE) cost.lastCall = last;
  return cost;
}
