import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';
import { PUBLISHED_VERSION } from '../core/cost/publishedPrices.ts';
import { RowCache } from '../platform/rowCache.ts';
import { factsOfRow, filesOfRow, stampRow } from '../platform/rowSources.ts';
import type { RowPlaces, RowStamp } from '../platform/rowSources.ts';
import type { WorkerSettings } from '../protocol/workerMessages.ts';
import type { SessionStore } from './sessionStore.ts';

export interface KeepOptions {
  /** Folder in which rows are kept between two runs; without one none are. */
  storage?: string;
  /** Version of the extension: rows of another are made anew. */
  version: string;
  log(message: string): void;
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
    const places = this.#placesOf(settings);
    return cache?.get(file, await filesOfRow(file, places), await factsOfRow(file, places));
  }

  /** To be taken before the session is read. */
  stamp(file: string, settings: WorkerSettings): Promise<RowStamp> {
    return stampRow(file, this.#placesOf(settings));
  }

  async keep(file: string, { files, facts }: RowStamp, row: Row, settings: WorkerSettings): Promise<void> {
    if (files) (await this.#cacheFor(settings))?.set(file, files, row, facts);
  }

  async delete(file: string, settings: WorkerSettings): Promise<void> {
    (await this.#cacheFor(settings))?.delete(file);
  }

  /** Writes what is not on disk yet. */
  async flush(): Promise<void> {
    await this.#cache?.rows.flush();
  }

  #placesOf({ workspaces = [] }: WorkerSettings): RowPlaces {
    const { agentFiles, outcomeFolders: folders } = this.#store;
    return { agentFiles, outcomes: { folders, workspaces, home: homedir() } };
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
