import { existsSync } from 'node:fs';
import process from 'node:process';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { describeFileError } from './describeFileError.ts';
import { UnreadableFile } from './readChunks.ts';

/** How long a lock of the writer is waited for, in milliseconds: it holds one only while it takes its log in. */
const LOCK_MS = 2000;

/**
 * Opens a SQLite database to read it, while its owner may be writing. Nothing is written: with a log beside it the database is read as its
 * owner left it, log included; without one it is opened as if it could not change, since SQLite would otherwise leave an empty log behind.
 * Throws UnreadableFile when it cannot be opened, or when this Node has no SQLite.
 */
export function openDatabase(path: string): DatabaseSync {
  const sqlite = process.getBuiltinModule?.('node:sqlite');
  if (!sqlite) throw new UnreadableFile(path, `a SQLite database can be read from Node 22.15 on, and this is ${process.version}`);
  try {
    if (existsSync(`${path}-wal`)) return new sqlite.DatabaseSync(path, { readOnly: true, timeout: LOCK_MS });
    const still = pathToFileURL(path);
    still.searchParams.set('immutable', '1');
    return new sqlite.DatabaseSync(still, { readOnly: true });
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** What went wrong with a database as an error that names it. */
export function unreadable(path: string, error: unknown): UnreadableFile {
  return error instanceof UnreadableFile ? error : new UnreadableFile(path, describeFileError(error));
}
