import { IdTable, withRoom } from '../idTable.ts';
import type { Item } from '../threadDraft.ts';

/** What stands in the place of a parent for a record that has not come, and for one that names none. */
const NO_RECORD = 0;
const NO_PARENT = 1;
/** Added to the parent's number, to tell it from these. */
const FIRST = 3;
/** The number that no parent then has. */
const END = NO_PARENT - FIRST;

/** How the records of a thread follow one another by uuid and parentUuid, for the way back to where a rewind starts. */
export class RecordChain {
  readonly #ids = new IdTable();
  /** By the record's number. */
  #parents: Int32Array = new Int32Array(64);
  readonly #items: (Item | undefined)[] = [];

  has(uuid: string): boolean {
    const id = this.#ids.find(uuid);
    return id >= 0 && this.#parents[id] !== NO_RECORD;
  }

  add(uuid: string, parent: unknown, item: Item | undefined): void {
    const id = this.#ids.add(uuid);
    const before = typeof parent === 'string' ? this.#ids.add(parent) + FIRST : NO_PARENT;
    this.#parents = withRoom(this.#parents, this.#ids.size);
    this.#parents[id] = before;
    while (this.#items.length <= id) this.#items.push(undefined);
    this.#items[id] = item;
  }

  /**
   * Where a person's prompt goes back to, when it does not continue what stands before it; null for a fresh context, undefined
   * otherwise. The links between records fork harmlessly wherever an answer of several lines has several tool uses, so that only a
   * prompt counts, and only when an answer or a prompt since is not among its ancestors.
   */
  rewoundTo(parentUuid: unknown, items: readonly Item[]): Item | null | undefined {
    if (items.length === 0 || parentUuid === undefined) return undefined;
    // Mostly the prompt continues what stands before it: then one of its next ancestors came after the last answer and the last prompt, or is it.
    const since = items.slice(items.findLastIndex(isTurn));
    const latest = new Set(since.map(groupOf));
    const ancestors = new Set<Item>();
    let id = typeof parentUuid === 'string' ? this.#ids.find(parentUuid) : END;
    for (let steps = 0; id !== END && steps <= this.#ids.size; steps++) {
      const before = this.#parents[id] ?? NO_RECORD;
      if (before === NO_RECORD) return undefined;
      const item = this.#items[id];
      if (item && latest.has(groupOf(item))) return undefined;
      if (item) ancestors.add(groupOf(item));
      if (item?.kind === 'compaction') break;
      id = before - FIRST;
    }
    let tail = items.length - 1;
    while (tail >= 0 && !ancestors.has(groupOf(items[tail] as Item))) tail--;
    if (!items.slice(tail + 1).some(isTurn)) return undefined;
    return tail < 0 ? null : items[tail];
  }
}

function isTurn(item: Item): boolean {
  return item.kind === 'call' || (item.kind === 'user' && item.body.byPerson);
}

/** Results belong to the answer that asked for them. */
function groupOf(item: Item): Item {
  return item.kind === 'result' ? (item.call ?? item) : item;
}
