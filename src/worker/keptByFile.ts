import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { PUBLISHED_VERSION } from '../core/cost/publishedPrices.ts';
import type { FileStamp } from '../platform/fileStamp.ts';
import { findMark, markFileOf } from '../platform/markFile.ts';
import { RowCache, stampFiles } from '../platform/rowCache.ts';
import type { WorkerSettings } from '../protocol/workerMessages.ts';
import type { SessionStore } from './sessionStore.ts';

export interface KeepOptions {
  /** Folder in which rows are kept between two runs; without one none are. */
  storage?: string;
  /** Version of the extension: rows of another are made anew. */
  version: string;
  log(message: string): void;
}

/** How the files of a session, and what the user said of it, were before it was read. */
export interface SessionStamp {
  files: FileStamp[] | undefined;
  mark: string;
}

/** Rows made of whole sessions, kept on disk: each as long as all files that it was made of, the user's mark and the prices stay as they were. */
export class KeptByFile<Row> {
  readonly #store: SessionStore;
  readonly #options: KeepOptions;
  readonly #name: string;
  readonly #maxRowChars: number | undefined;
  #cache: { prices: string; rows: RowCache<Row> } | undefined;

  /** `name` tells the kind of rows and the version of their form. */
  constructor(store: SessionStore, options: KeepOptions, name: string, maxRowChars?: number) {
    this.#store = store;
    this.#options = options;
    this.#name = name;
    this.#maxRowChars = maxRowChars;
  }

  async recall(file: string, settings: WorkerSettings): Promise<Row | undefined> {
    const cache = await this.#cacheFor(settings);
    return cache?.get(file, await this.#filesOf(file), await this.#markOf(file, settings));
  }

  /** To be taken before the session is read. */
  async stamp(file: string, settings: WorkerSettings): Promise<SessionStamp> {
    return { files: stampFiles(await this.#filesOf(file)), mark: await this.#markOf(file, settings) };
  }

  async keep(file: string, { files, mark }: SessionStamp, row: Row, settings: WorkerSettings): Promise<void> {
    if (files) (await this.#cacheFor(settings))?.set(file, files, row, mark);
  }

  async delete(file: string, settings: WorkerSettings): Promise<void> {
    (await this.#cacheFor(settings))?.delete(file);
  }

  /** Writes what is not on disk yet. */
  async flush(): Promise<void> {
    await this.#cache?.rows.flush();
  }

  /** All files that a row is made of. */
  async #filesOf(file: string): Promise<string[]> {
    return [file, ...(await this.#store.agentFiles.of(file)), ...(await this.#store.outcomeFolders.reportsOf(file))];
  }

  /** The marks of all sessions stand in one file, but a row depends on its own only. */
  async #markOf(file: string, { workspaces = [] }: WorkerSettings): Promise<string> {
    const marked = workspaces.filter((workspace) => existsSync(markFileOf(workspace)));
    return (await findMark(file, marked, homedir()))?.result ?? '';
  }

  async #cacheFor({ prices }: WorkerSettings): Promise<RowCache<Row> | undefined> {
    const { storage, version } = this.#options;
    if (storage === undefined) return undefined;
    const key = JSON.stringify(prices) ?? '';
    if (this.#cache?.prices !== key) {
      await this.#cache?.rows.flush();
      const digest = createHash('sha256').update(key).digest('hex').slice(0, 12);
      const rows = new RowCache<Row>({
        file: path.join(storage, `${this.#name}-${digest}.jsonl`),
        tag: `${version} ${PUBLISHED_VERSION} ${digest}`,
        log: (message) => this.#options.log(message),
        ...(this.#maxRowChars !== undefined && { maxRowChars: this.#maxRowChars }),
      });
      this.#cache = { prices: key, rows };
    }
    await this.#cache.rows.load();
    return this.#cache.rows;
  }
}
