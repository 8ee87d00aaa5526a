import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';

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
  const now = statFile(path);
  const head = now && headOf(path);
  return head === undefined ? undefined : ({ path, ...now, head } as FileStamp);
}

/**
 * True where the file has the size and the time of the stamp and is the same file, or, where it is another by its inode or was touched
 * otherwise, begins with the same bytes.
 */
export function isUnchanged(stamp: FileStamp): boolean {
  const now = statFile(stamp.path);
  if (!now || now.size !== stamp.size || now.mtime !== stamp.mtime) return false;
  return (now.inode === stamp.inode && now.ctime === stamp.ctime) || headOf(stamp.path) === stamp.head;
}

function statFile(path: string): Omit<FileStamp, 'path' | 'head'> | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stats?.isFile()) return undefined;
  return { size: `${stats.size}`, mtime: `${stats.mtimeNs}`, inode: `${stats.dev}:${stats.ino}`, ctime: `${stats.ctimeNs}` };
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
