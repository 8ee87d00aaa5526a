import { asNumber, asText, type JsonRecord } from '../json.ts';
import type { Item } from '../threadDraft.ts';

/**
 * How records hang together. From version 2 on each names its parent, so that a session may go back and branch; many records (labels,
 * model changes) stand in the chain without being part of the context. Version 1 has no ids: one line of history.
 */
export class RecordTree {
  /** For each record id, the last item at or before it on its branch; null before the first. */
  readonly #tail = new Map<string, Item | null>();
  /** For each record id, the first item at or after it in the file. */
  readonly #first = new Map<string, Item>();
  #waiting: string[] = [];
  /** Items by their record's position in the file. */
  readonly #byRecord: (Item | undefined)[] = [];

  /** Where a record hangs, when that is not simply the item before it. */
  after(record: JsonRecord): { after?: Item | null } {
    if (!('parentId' in record) || asText(record['id']) === undefined) return {};
    const parentId = record['parentId'];
    if (parentId === null) return this.#tail.size === 0 ? {} : { after: null };
    const tail = typeof parentId === 'string' ? this.#tail.get(parentId) : undefined;
    return tail === undefined ? {} : { after: tail };
  }

  /** Takes every record in turn, with the item it made. `last` is the item before it in the file. */
  remember(record: JsonRecord, added: Item | undefined, last: Item | undefined): void {
    this.#byRecord.push(added);
    const id = asText(record['id']);
    if (added) {
      for (const waiting of this.#waiting) this.#first.set(waiting, added);
      this.#waiting = [];
    }
    if (id === undefined || record['type'] === 'session') return;
    if (added) this.#first.set(id, added);
    else this.#waiting.push(id);
    const parentId = record['parentId'];
    const inherited = typeof parentId === 'string' ? this.#tail.get(parentId) : undefined;
    if (added) this.#tail.set(id, added);
    else if (inherited !== undefined) this.#tail.set(id, inherited);
    else this.#tail.set(id, parentId === null ? null : (last ?? null));
  }

  /** The item from which a compaction kept the context: version 1 names the record's position, later ones its id. */
  keptBy(compaction: JsonRecord): Item | undefined {
    const id = asText(compaction['firstKeptEntryId']);
    if (id !== undefined) return this.#first.get(id);
    const position = asNumber(compaction['firstKeptEntryIndex']);
    return position === undefined ? undefined : this.#byRecord.slice(position).find((item) => item !== undefined);
  }
}
