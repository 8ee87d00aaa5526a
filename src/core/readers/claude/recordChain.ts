import type { Item } from '../threadDraft.ts';

/** How the records of a thread follow one another by uuid and parentUuid, for the way back to where a rewind starts. */
export class RecordChain {
  readonly #nodes = new Map<string, { parent: string | null; item?: Item }>();

  has(uuid: string): boolean {
    return this.#nodes.has(uuid);
  }

  add(uuid: string, parent: unknown, item: Item | undefined): void {
    this.#nodes.set(uuid, { parent: typeof parent === 'string' ? parent : null, ...(item && { item }) });
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
    let uuid = parentUuid;
    for (let steps = 0; typeof uuid === 'string' && steps <= this.#nodes.size; steps++) {
      const node = this.#nodes.get(uuid);
      if (!node) return undefined;
      if (node.item && latest.has(groupOf(node.item))) return undefined;
      if (node.item) ancestors.add(groupOf(node.item));
      if (node.item?.kind === 'compaction') break;
      uuid = node.parent;
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
