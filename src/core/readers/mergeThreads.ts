import type { Entry, Thread } from '../session/session.ts';
import { reindexThread } from './reindexThread.ts';

/**
 * One thread from two records of the same context: the fuller one, and of the other the answers and tool uses that it lacks, each
 * put before the first entry that is later.
 */
export function mergeThreads(primary: Thread, other: Thread | undefined): Thread {
  if (!other) return primary;
  const bills = new Set<string>();
  const uses = new Set<string>();
  for (const entry of primary.entries) {
    if (entry.kind === 'llm') bills.add(entry.billId);
    if (entry.kind === 'tool') uses.add(entry.toolCallId);
  }
  const missing = other.entries.filter(
    (entry) => (entry.kind === 'llm' && !bills.has(entry.billId)) || (entry.kind === 'tool' && !uses.has(entry.toolCallId)),
  );
  if (missing.length === 0) return primary;
  const order: Entry[] = [...primary.entries];
  for (const entry of missing) {
    const later = entry.at === undefined ? -1 : order.findIndex(({ at }) => at !== undefined && at > (entry.at as number));
    order.splice(later < 0 ? order.length : later, 0, entry);
  }
  return reindexThread([primary, other], order);
}
