import { OpenclawStore } from './openclawStore.ts';
import { formatAddress } from './sessionAddress.ts';
import type { StoredSession } from './storedSession.ts';

export interface ListedSession {
  /** Its address. */
  path: string;
  bytes: number;
  mtimeMs: number;
}

/** Lists the sessions of databases. Remembers their sizes, since to add up those of a whole store is to read it. */
export class StoreListing {
  readonly #known = new Map<string, StoredSession & { bytes: number }>();

  /** Undefined for a database of something else. Throws UnreadableFile when it cannot be read. */
  list(database: string): ListedSession[] | undefined {
    const store = new OpenclawStore(database);
    try {
      if (!store.hasSessions) return undefined;
      return store.sessions().map((session) => {
        const path = formatAddress({ database, sessionId: session.id });
        const known = this.#known.get(path);
        const isSame = known?.rows === session.rows && known.updatedAt === session.updatedAt;
        const bytes = isSame ? known.bytes : store.bytesOf(session.id);
        this.#known.set(path, { ...session, bytes });
        return { path, bytes, mtimeMs: session.updatedAt };
      });
    } finally {
      store.close();
    }
  }
}
