import { stat } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import { SessionFileReader } from '../core/readers/readSession.ts';
import { describeFileError } from './describeFileError.ts';
import { nodeSha256, resultOf } from './loadSession.ts';
import type { LoadResult } from './loadSession.ts';
import { readChunks, UnreadableFile } from './readChunks.ts';
import { readRange } from './readRange.ts';

/** How many bytes at the start of a file, and before the place where reading stopped, must be what they were. */
const PROOF_BYTES = 4096;

/** What was read of the file so far. */
interface Progress {
  reader: SessionFileReader;
  ino: bigint;
  dev: bigint;
  /** Bytes that the reader has taken. */
  offset: number;
  head: Buffer;
  tail: Buffer;
  /** State of the file when it was last read, and what came of it. */
  size: bigint;
  mtimeNs: bigint;
  result: LoadResult;
}

/**
 * One session file that grows. What was read is kept, so that only what was appended is read the next time. The file must be the same one
 * (device and inode), not shorter than before, and its first bytes and the last ones that were read must stand where they stood; else it
 * is read anew, as it is when its time has changed and its size has not.
 */
export class GrowingFile {
  readonly #path: string;
  #progress: Progress | undefined;
  #bytesRead = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Bytes that all reads together have fetched from the file. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Bytes of the file that are held, in one form or another. */
  get weight(): number {
    return this.#progress?.offset ?? 0;
  }

  /** Whatever is wrong with the file is a result; throws only the signal's reason. */
  async read(signal?: AbortSignal): Promise<LoadResult> {
    const before = this.#progress;
    // Left behind by an error half-way, a reader would have taken bytes that nobody remembers.
    this.#progress = undefined;
    try {
      const stats = await this.#stat();
      if (
        before &&
        before.size === stats.size &&
        before.mtimeNs === stats.mtimeNs &&
        before.ino === stats.ino &&
        before.dev === stats.dev
      ) {
        this.#progress = before;
        return before.result;
      }
      const more = before && (await this.#isContinuation(before, stats)) ? before : undefined;
      this.#progress = (more && (await this.#readOn(more, stats, signal))) ?? (await this.#readAnew(stats, signal));
      return this.#progress.result;
    } catch (error) {
      if (error instanceof UnreadableFile) return { kind: 'unreadable', path: this.#path, reason: error.reason };
      throw error;
    }
  }

  #stat(): Promise<BigIntStats> {
    return stat(this.#path, { bigint: true }).catch((error: unknown) => {
      throw new UnreadableFile(this.#path, describeFileError(error));
    });
  }

  async #isContinuation(before: Progress, stats: BigIntStats): Promise<boolean> {
    const { ino, dev, size, head, offset } = before;
    if (stats.ino !== ino || stats.dev !== dev || stats.size <= size || stats.size < offset) return false;
    this.#bytesRead += head.length;
    return head.equals(await readRange(this.#path, 0, head.length));
  }

  /** Undefined where the file turns out to be another, or rewritten. */
  async #readOn(before: Progress, stats: BigIntStats, signal: AbortSignal | undefined): Promise<Progress | undefined> {
    const { reader, tail } = before;
    let toCompare = tail;
    let same = true;
    const take = (chunk: Uint8Array): boolean => {
      const compared = Math.min(toCompare.length, chunk.length);
      same &&= toCompare.subarray(0, compared).equals(chunk.subarray(0, compared));
      toCompare = toCompare.subarray(compared);
      if (!same) return false;
      this.#push(before, chunk.subarray(compared));
      return !reader.isRejected;
    };
    const offset = before.offset - tail.length;
    const read = await readChunks(this.#path, take, { offset, ...(signal && { signal }) });
    this.#bytesRead += read.bytes;
    if (!same || toCompare.length > 0 || read.ino !== before.ino || read.dev !== before.dev) return undefined;
    return this.#settle(before, stats);
  }

  async #readAnew(stats: BigIntStats, signal: AbortSignal | undefined): Promise<Progress> {
    const progress: Progress = {
      reader: new SessionFileReader(this.#path, nodeSha256()),
      ino: stats.ino,
      dev: stats.dev,
      offset: 0,
      head: Buffer.alloc(0),
      tail: Buffer.alloc(0),
      size: 0n,
      mtimeNs: 0n,
      result: { kind: 'unreadable', path: this.#path, reason: 'was not read' },
    };
    const take = (chunk: Uint8Array): boolean => {
      this.#push(progress, chunk);
      return !progress.reader.isRejected;
    };
    const { ino, dev, bytes } = await readChunks(this.#path, take, signal ? { signal } : {});
    this.#bytesRead += bytes;
    return this.#settle({ ...progress, ino, dev }, stats);
  }

  #push(progress: Progress, chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    progress.reader.push(chunk);
    progress.offset += chunk.length;
    if (progress.head.length < PROOF_BYTES)
      progress.head = Buffer.concat([progress.head, chunk.subarray(0, PROOF_BYTES - progress.head.length)]);
    progress.tail =
      chunk.length >= PROOF_BYTES
        ? Buffer.from(chunk.subarray(-PROOF_BYTES))
        : Buffer.concat([progress.tail, chunk]).subarray(-PROOF_BYTES);
  }

  #settle(progress: Progress, { size, mtimeNs }: BigIntStats): Progress {
    return { ...progress, size, mtimeNs, result: resultOf(this.#path, progress.reader.snapshot()) };
  }
}
