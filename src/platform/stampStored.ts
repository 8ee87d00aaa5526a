import { withStore } from './openclawStore.ts';
import type { SessionAddress } from './sessionAddress.ts';

/** What a session of a database is known by until it changes, and its size; the same for one that cannot be read, whatever the reason. */
export function stampStored({ database, sessionId }: SessionAddress): { stamp: string; bytes: number } {
  try {
    return withStore(database, (store) => {
      const session = store.session(sessionId);
      return { stamp: JSON.stringify(session ?? null), bytes: session ? store.bytesOf(sessionId) : 0 };
    });
  } catch {
    return { stamp: '', bytes: 0 };
  }
}
