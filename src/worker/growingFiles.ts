import { GrowingFile } from '../platform/growingFile.ts';
import type { LoadResult } from '../platform/loadSession.ts';
import { BoundedCache } from './boundedCache.ts';

/** Agents run at a time, with their sub-agents. */
const MAX_FILES = 64;

/** A reader holds about as much as the file's bytes. */
const MAX_BYTES = 128 * 1024 * 1024;

/** The files that are being written to: what was read of them is kept, so that only what comes after is read. */
export class GrowingFiles {
  readonly #files = new BoundedCache<GrowingFile>(MAX_FILES, MAX_BYTES);

  async read(path: string, signal: AbortSignal | undefined): Promise<LoadResult> {
    const file = this.#files.get(path) ?? new GrowingFile(path);
    const result = await file.read(signal);
    if (result.kind === 'session') this.#files.set(path, file, file.weight);
    else this.#files.delete(path);
    return result;
  }

  has(path: string): boolean {
    return this.#files.get(path) !== undefined;
  }
}
