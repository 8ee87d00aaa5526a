import { afterEach } from 'vitest';
import type { Session } from '../../../src/core/session/session.ts';
import { loadSession } from '../../../src/platform/loadSession.ts';
import { formatAddress } from '../../../src/platform/sessionAddress.ts';
import { MadeStore } from './makeStore.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** Makes stores for the tests of a file, and closes them after each test. */
export function storesForTests(): (folder?: string) => MadeStore {
  const stores: MadeStore[] = [];
  afterEach(() => {
    for (const store of stores.splice(0)) if (store.database.isOpen) store.close();
  });
  return (folder = temporaryFolder()) => {
    const store = new MadeStore(folder);
    stores.push(store);
    return store;
  };
}

/** A session of a store. @throws Error with the reason where it cannot be loaded. */
export async function loadStored(store: MadeStore, sessionId: string): Promise<Session> {
  const loaded = await loadSession(formatAddress({ database: store.path, sessionId }));
  if (loaded.kind !== 'session') throw new Error(loaded.reason);
  return loaded.session;
}
