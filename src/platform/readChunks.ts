import { readSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import { codeOf, describeFileError } from './describeFileError.ts';

/** A file that could not be read as one whole, with the reason for people. */
export class UnreadableFile extends Error {
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.name = 'UnreadableFile';
    this.path = path;
    this.reason = reason;
  }
}

/** Large enough that the calls into the system do not count, small enough to stay in the processor's cache. */
const CHUNK_BYTES = 1 << 18;

export interface ReadStats {
  bytes: number;
  /** False where the receiver had enough before the end. */
  complete: boolean;
  /** Which file it was that was read. */
  ino: bigint;
  dev: bigint;
}

/**
 * Feeds a file to `receive` in chunks, from `offset` to the end it had when it was reached. The buffer is reused: a chunk is valid only
 * during the call. `receive` returns false when it needs no more.
 * `blocking` saves the way to another thread and back for each chunk, and lets nothing else of this thread in.
 * Throws UnreadableFile when the file cannot be opened or read, or was deleted, replaced or cut short meanwhile, and the signal's reason
 * when it was aborted. A file that grows is fine: what comes later is not read.
 */
export async function readChunks(
  path: string,
  receive: (chunk: Uint8Array) => unknown,
  options: { signal?: AbortSignal; offset?: number; chunkBytes?: number; blocking?: boolean } = {},
): Promise<ReadStats> {
  options.signal?.throwIfAborted();
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw new UnreadableFile(path, describeFileError(error));
  });
  try {
    const before = await handle.stat({ bigint: true });
    if (!before.isFile())
      throw new UnreadableFile(path, before.isDirectory() ? describeFileError(codeError('EISDIR')) : 'is not a regular file');
    const buffer = Buffer.allocUnsafe(options.chunkBytes ?? CHUNK_BYTES);
    const start = options.offset ?? 0;
    let position = start;
    let complete = true;
    for (;;) {
      options.signal?.throwIfAborted();
      const bytesRead = options.blocking
        ? readSync(handle.fd, buffer, 0, buffer.length, position)
        : (await handle.read(buffer, 0, buffer.length, position)).bytesRead;
      if (bytesRead === 0) break;
      position += bytesRead;
      if (receive(buffer.subarray(0, bytesRead)) === false) {
        complete = false;
        break;
      }
    }
    const change = describeChange(before, await handle.stat({ bigint: true }), await statOrUndefined(path), position);
    if (change !== undefined) throw new UnreadableFile(path, change);
    return { bytes: position - start, complete, ino: before.ino, dev: before.dev };
  } catch (error) {
    if (error instanceof UnreadableFile || codeOf(error) === undefined) throw error;
    throw new UnreadableFile(path, describeFileError(error));
  } finally {
    await handle.close();
  }
}

function describeChange(before: BigIntStats, after: BigIntStats, atPath: BigIntStats | undefined, position: number): string | undefined {
  if (atPath === undefined) return 'was deleted while it was read';
  if (atPath.ino !== before.ino || atPath.dev !== before.dev) return 'was replaced by another file while it was read';
  if (after.size < before.size || after.size < BigInt(position)) return 'was cut short while it was read';
  return undefined;
}

async function statOrUndefined(path: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function codeError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
