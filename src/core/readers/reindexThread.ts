import type { Entry, Thread } from '../session/session.ts';

/**
 * A thread of the given entries in the given order, taken from one or more threads, with every index put right. A reference to an
 * entry that is left out is dropped: a tool step's call becomes -1, a parent the entry before.
 */
export function reindexThread(from: readonly Thread[], order: readonly Entry[]): Thread {
  const originOf = new Map<Entry, Thread>();
  for (const thread of from) for (const entry of thread.entries) originOf.set(entry, thread);
  const indexOf = new Map<Entry, number>();
  order.forEach((entry, index) => indexOf.set(entry, index));
  const entries = order.map((entry, index) => {
    const at = (old: number): number | undefined => {
      const target = originOf.get(entry)?.entries[old];
      return target && indexOf.get(target);
    };
    const { parent: oldParent, ...rest } = entry;
    const parent = oldParent === undefined ? undefined : oldParent < 0 ? -1 : at(oldParent);
    const moved: Entry = {
      ...rest,
      index,
      ...(parent !== undefined && parent < index - 1 && { parent }),
    };
    if (moved.kind === 'tool') moved.callIndex = at(moved.callIndex) ?? -1;
    if (moved.kind === 'compaction' && moved.keptFrom !== undefined) {
      const keptFrom = at(moved.keptFrom);
      if (keptFrom === undefined) delete moved.keptFrom;
      else moved.keptFrom = keptFrom;
    }
    return moved;
  });
  return { entries };
}
