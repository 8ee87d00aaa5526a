import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { lookAt } from './lookOnce.ts';
import { withStore } from './openclawStore.ts';
import type { StoredSession } from './storedSession.ts';
import { parseAddress } from './sessionAddress.ts';
import type { SessionAddress } from './sessionAddress.ts';

/** By what a file is taken for unchanged. Times are in nanoseconds; all as text, since they do not fit a JSON number. */
export interface FileStamp {
  path: string;
  size: string;
  mtime: string;
  /** Inode and time of its last change, which a copy or a restored backup has not in common with the original. */
  inode: string;
  ctime: string;
  /** Digest of the first bytes. */
  head: string;
}

const HEAD_BYTES = 4096;

/** The file as it is now; undefined where there is none. Asks the system without waiting: a list of thousands is asked for at once. */
export function stampFile(path: string): FileStamp | undefined {
  const address = parseAddress(path);
  if (address) return stampRows(path, address);
  const now = statFile(path);
  const head = now && headOf(path);
  return head === undefined ? undefined : ({ path, ...now, head } as FileStamp);
}

/**
 * True where the file has the size and the time of the stamp and is the same file, or, where it is another by its inode or was touched
 * otherwise, begins with the same bytes.
 */
export function isUnchanged(stamp: FileStamp): boolean {
  const address = parseAddress(stamp.path);
  if (address) return isDeepStrictEqual(stampRows(stamp.path, address), stamp);
  const now = statFile(stamp.path);
  if (!now || now.size !== stamp.size || now.mtime !== stamp.mtime) return false;
  return (now.inode === stamp.inode && now.ctime === stamp.ctime) || headOf(stamp.path) === stamp.head;
}

function statFile(path: string): Omit<FileStamp, 'path' | 'head'> | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stats?.isFile()) return undefined;
  return { size: `${stats.size}`, mtime: `${stats.mtimeNs}`, inode: `${stats.dev}:${stats.ino}`, ctime: `${stats.ctimeNs}` };
}

/** A session of a database is known by its rows. All sessions are asked for at once, since to open a database takes longer than to list it. */
function stampRows(path: string, { database, sessionId }: SessionAddress): FileStamp | undefined {
  const sessions = lookAt(`sessions ${database}`, () => listSessions(database));
  const session = sessions.get(sessionId);
  const file = session && statSync(database, { bigint: true, throwIfNoEntry: false });
  if (!file) return undefined;
  return { path, size: `${session.rows} rows`, mtime: `${session.updatedAt}`, inode: `${file.dev}:${file.ino}`, ctime: '', head: '' };
}

function listSessions(database: string): Map<string, StoredSession> {
  try {
    return withStore(database, (store) => new Map(store.sessions().map((session) => [session.id, session])));
  } catch {
    return new Map();
  }
}

function headOf(path: string): string | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(HEAD_BYTES);
      const bytes = readSync(file, buffer, 0, HEAD_BYTES, 0);
      return createHash('sha256').update(buffer.subarray(0, bytes)).digest('hex').slice(0, 16);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
