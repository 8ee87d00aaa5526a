import { ZERO } from '../session/money.ts';
import type { Money } from '../session/money.ts';
import type { OwnerCost, SegmentOwner } from './attributedSession.ts';
import type { Journal } from './journal.ts';
import type { PromptItem } from './promptItems.ts';
import { NONE, TokenLedger } from './tokenLedger.ts';

/** Collects what each owner pays, in the order in which owners enter the context. There is one for nearly every entry, so that none has an object. */
export class OwnerBook {
  /** These four by the owner's place: the prefix at 0, then by index of the entry; holes where an entry owns nothing. */
  readonly #owners: (SegmentOwner | undefined)[] = [];
  readonly #output: Money[] = [];
  readonly #fees: Money[] = [];
  /** The newest of its items. */
  readonly #newest: (TokenLedger | undefined)[] = [];
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Opens a ledger for an item that enters the context. */
  open(item: PromptItem): TokenLedger {
    const place = this.#placeOf(item.owner);
    const before = this.#newest[place];
    this.#journal.note(() => (this.#newest[place] = before));
    return (this.#newest[place] = new TokenLedger(this.#owners[place] as SegmentOwner, item, before));
  }

  /** What the owner pays beside its items in prompts: its share of what was written. */
  addOutput(owner: SegmentOwner, amount: Money): void {
    this.#add(this.#output, this.#placeOf(owner), amount);
  }

  addFees(owner: SegmentOwner, amount: Money): void {
    this.#add(this.#fees, this.#placeOf(owner), amount);
  }

  /** All owners with their figures as the ledgers were settled last: the prefix first, then in the order of their entries. */
  list(): OwnerCost[] {
    return this.#owners.flatMap((owner, place) => (owner ? [this.#sumUp(owner, place)] : []));
  }

  /** As list(), and lets go of the ledgers on the way. Nothing can be added any more. */
  *close(): Generator<OwnerCost> {
    for (const [place, owner] of this.#owners.entries()) {
      if (!owner) continue;
      const cost = this.#sumUp(owner, place);
      this.#owners[place] = this.#newest[place] = undefined;
      yield cost;
    }
  }

  #add(amounts: Money[], place: number, amount: Money): void {
    // A sum with nothing would be one more bigint.
    if (amount === ZERO) return;
    const before = amounts[place] as Money;
    this.#journal.note(() => (amounts[place] = before));
    amounts[place] = before + amount;
  }

  #placeOf(owner: SegmentOwner): number {
    const place = owner.kind === 'prefix' ? 0 : owner.entry.index + 1;
    if (this.#owners[place]) return place;
    const { length } = this.#owners;
    while (this.#owners.length <= place) {
      this.#owners.push(undefined);
      this.#output.push(ZERO);
      this.#fees.push(ZERO);
      this.#newest.push(undefined);
    }
    this.#owners[place] = owner;
    this.#journal.note(() => {
      this.#owners[place] = undefined;
      this.#owners.length = this.#output.length = this.#fees.length = this.#newest.length = length;
    });
    return place;
  }

  #sumUp(owner: SegmentOwner, place: number): OwnerCost {
    return sumUp(owner, this.#output[place] as Money, this.#fees[place] as Money, this.#newest[place]);
  }
}

function sumUp(owner: SegmentOwner, output: Money, fees: Money, newest: TokenLedger | undefined): OwnerCost {
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
