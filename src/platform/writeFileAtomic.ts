import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, describeFileError } from './describeFileError.ts';
import { makeFolder } from './makeFolder.ts';

/** A file that was not written. It is as it was before. */
export class NotWritten extends Error {
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.name = 'NotWritten';
    this.path = path;
  }
}

/**
 * Replaces a file's content in one step: whoever reads it sees the old text or the new one, and a crash leaves the old. Keeps the
 * file's mode; a symbolic link stays and its target is replaced; missing folders are made. Throws NotWritten, above all for a file that
 * is marked read-only: to rename over it would get around what its owner wanted. A `secret` file that is new, and folders made for it, are
 * their owner's alone.
 */
export async function writeFileAtomic(file: string, content: string | Uint8Array, { secret = false } = {}): Promise<void> {
  const target = await realpath(file).catch(() => path.resolve(file));
  const mode = await writableMode(file, target);
  // By chance, not by the process's number: in a container that is the same each time, and what a crash has left would be in the way for ever.
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await makeFolder(path.dirname(target), secret ? 0o700 : 0o777);
    const handle = await open(temporary, 'wx', mode ?? (secret ? 0o600 : 0o666));
    try {
      // The mode given to open is narrowed by the process's mask; an existing file's mode is kept to the bit.
      if (mode !== undefined) await handle.chmod(mode);
      await handle.writeFile(content, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') await rm(temporary, { force: true }).catch(() => {});
    throw new NotWritten(file, `could not be written: ${describeFileError(error)}; nothing was changed`);
  }
}

/** A writer of our own that is still at work does not take so long, in milliseconds. */
const LEFT_BEHIND_MS = 3_600_000;

/** Removes what writers of `file` that crashed have left beside it. Never throws: what cannot be removed stays. */
export async function removeLeftBehind(file: string): Promise<void> {
  const target = await realpath(file).catch(() => path.resolve(file));
  const [folder, start] = [path.dirname(target), `.${path.basename(target)}.`];
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(start) || !/^[0-9a-f]+\.tmp$/.test(name.slice(start.length))) continue;
    const temporary = path.join(folder, name);
    const stats = await stat(temporary).catch(() => undefined);
    if (stats && Date.now() - stats.mtimeMs > LEFT_BEHIND_MS) await rm(temporary, { force: true }).catch(() => {});
  }
}

/** The mode of the existing file, or undefined when there is none. */
async function writableMode(file: string, target: string): Promise<number | undefined> {
  let stats;
  try {
    stats = await stat(target);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new NotWritten(file, describeFileError(error));
  }
  if (!stats.isFile()) throw new NotWritten(file, 'is not a regular file');
  // The mode is asked beside the system because a superuser may write everything, and read-only still means "leave it alone".
  const allowed = await access(target, constants.W_OK).then(
    () => (stats.mode & 0o222) !== 0,
    () => false,
  );
  if (!allowed) throw new NotWritten(file, 'is read-only; nothing was changed. Make it writable and try again');
  return stats.mode & 0o7777;
}
