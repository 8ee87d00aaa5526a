import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
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

/** Bytes at the beginning that must still be there after the file has changed. */
const PROOF_BYTES = 4096;

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
 * `blocking` saves the way to another thread and back for each question to the system, and lets nothing else of this thread in.
 * Throws UnreadableFile when the file cannot be opened or read, or was deleted, replaced, rewritten or cut short meanwhile, and the signal's reason
 * when it was aborted. A file that grows is fine: what comes later is not read.
 */
export async function readChunks(
  path: string,
  receive: (chunk: Uint8Array) => unknown,
  options: { signal?: AbortSignal; offset?: number; chunkBytes?: number; blocking?: boolean } = {},
): Promise<ReadStats> {
  options.signal?.throwIfAborted();
  const file = await openFile(path, options.blocking ?? false);
  try {
    const before = await file.stat();
    if (!before.isFile())
      throw new UnreadableFile(path, before.isDirectory() ? describeFileError(codeError('EISDIR')) : 'is not a regular file');
    const buffer = Buffer.allocUnsafe(options.chunkBytes ?? CHUNK_BYTES);
    const start = options.offset ?? 0;
    let position = start;
    let complete = true;
    const head = Buffer.alloc(PROOF_BYTES);
    let headBytes = 0;
    let lastBytes = 0;
    for (;;) {
      options.signal?.throwIfAborted();
      const bytesRead = await file.read(buffer, position);
      if (bytesRead === 0) break;
      if (position === start) headBytes = buffer.copy(head, 0, 0, bytesRead);
      lastBytes = bytesRead;
      position += bytesRead;
      if (receive(buffer.subarray(0, bytesRead)) === false) {
        complete = false;
        break;
      }
    }
    const after = await file.stat();
    const change = describeChange(before, after, statOrUndefined(path), position);
    if (change !== undefined) throw new UnreadableFile(path, change);
    if (after.mtimeNs !== before.mtimeNs) {
      // A file that grew still has what was read of it; one that was written anew in its place is now half the one and half the other.
      const same =
        (await holds(file, head.subarray(0, headBytes), start)) && (await holds(file, buffer.subarray(0, lastBytes), position - lastBytes));
      if (!same) throw new UnreadableFile(path, 'was rewritten while it was read');
    }
    return { bytes: position - start, complete, ino: before.ino, dev: before.dev };
  } catch (error) {
    if (error instanceof UnreadableFile || codeOf(error) === undefined) throw error;
    throw new UnreadableFile(path, describeFileError(error));
  } finally {
    await file.close();
  }
}

/** A file that is open, asked in one of two ways. `read` fills the buffer as far as there are bytes and tells how many they were. */
interface OpenFile {
  stat(): BigIntStats | Promise<BigIntStats>;
  read(buffer: Uint8Array, position: number): number | Promise<number>;
  close(): void | Promise<void>;
}

async function openFile(path: string, blocking: boolean): Promise<OpenFile> {
  try {
    if (!blocking) {
      const handle = await open(path, 'r');
      return {
        stat: () => handle.stat({ bigint: true }),
        read: async (buffer, position) => (await handle.read(buffer, 0, buffer.length, position)).bytesRead,
        close: () => handle.close(),
      };
    }
    const descriptor = openSync(path, 'r');
    return {
      stat: () => fstatSync(descriptor, { bigint: true }),
      read: (buffer, position) => readSync(descriptor, buffer, 0, buffer.length, position),
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    throw new UnreadableFile(path, describeFileError(error));
  }
}

/** True where these bytes still stand at this place. */
async function holds(file: OpenFile, bytes: Uint8Array, position: number): Promise<boolean> {
  const now = Buffer.alloc(bytes.length);
  return (await file.read(now, position)) === bytes.length && now.equals(bytes);
}

function describeChange(before: BigIntStats, after: BigIntStats, atPath: BigIntStats | undefined, position: number): string | undefined {
  if (atPath === undefined) return 'was deleted while it was read';
  if (atPath.ino !== before.ino || atPath.dev !== before.dev) return 'was replaced by another file while it was read';
  if (after.size < before.size || after.size < BigInt(position)) return 'was cut short while it was read';
  return undefined;
}

function statOrUndefined(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function codeError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
