import { GrowingBill } from '../core/cost/growingBill.ts';
import { GrowingFile } from '../platform/growingFile.ts';
import type { LoadResult } from '../platform/loadSession.ts';
import { BoundedCache } from './boundedCache.ts';

/** Agents run at a time, with their sub-agents. */
const MAX_FILES = 64;

/** A reader holds about as much as the file's bytes. */
const MAX_BYTES = 128 * 1024 * 1024;

/** The files that are being written to: what was read of them is kept, so that only what comes after is read and billed. */
export class GrowingFiles {
  readonly #files = new BoundedCache<GrowingFile>(MAX_FILES, MAX_BYTES);
  readonly #bills = new BoundedCache<GrowingBill>(MAX_FILES, MAX_BYTES);

  async read(path: string, signal: AbortSignal | undefined): Promise<LoadResult> {
    const file = this.#files.get(path) ?? new GrowingFile(path);
    const result = await file.read(signal);
    if (result.kind === 'session') this.#files.set(path, file, file.weight);
    else this.#files.delete(path);
    return result;
  }

  /** What was attributed of the session whose main file this is; `bytes` is what it weighs. */
  billOf(path: string, bytes: number): GrowingBill {
    const bill = this.#bills.get(path) ?? new GrowingBill();
    this.#bills.set(path, bill, bytes);
    return bill;
  }

  has(path: string): boolean {
    return this.#files.get(path) !== undefined;
  }
}
