import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { PUBLISHED_VERSION } from '../core/cost/publishedPrices.ts';
import { isAgentFile } from '../platform/agentFiles.ts';
import { LinkBook } from '../platform/linkBook.ts';
import { linkableSummary } from '../platform/linkSummaries.ts';
import type { LinkableSummary } from '../platform/linkSummaries.ts';
import { findMark, markFileOf } from '../platform/markFile.ts';
import { RowCache, stampFiles } from '../platform/rowCache.ts';
import { isSurelyTraceFileName } from '../platform/traceFileNames.ts';
import type { SessionSummary, SummaryResult } from '../protocol/sessionSummary.ts';
import type { WorkerSettings } from '../protocol/workerMessages.ts';
import type { SessionStore } from './sessionStore.ts';

/** What came of one file, as it is kept. */
export type Row = { kind: 'session'; linkable: LinkableSummary } | OtherRow;

type OtherRow = Exclude<SummaryResult, { kind: 'session' }>;

export interface RowsOptions {
  /** Folder in which rows are kept between two runs; without one they are kept in memory only. */
  storage?: string;
  /** Version of the extension: rows of another are made anew. */
  version: string;
  log(message: string): void;
}

/** The rows of all sessions that this window has asked for, linked with each other, and kept on disk for the next time. */
export class SessionRows {
  readonly #store: SessionStore;
  readonly #options: RowsOptions;
  readonly #book = new LinkBook();
  #cache: { prices: string; rows: RowCache<Row> } | undefined;

  constructor(store: SessionStore, options: RowsOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The row of a file that has not changed since it was read, in this run or an earlier one; undefined where it must be read. */
  async recall(file: string, settings: WorkerSettings): Promise<Row | undefined> {
    const cache = await this.#cacheFor(settings);
    const row = cache?.get(file, await this.#filesOf(file), await this.#markOf(file, settings));
    return row ?? (await this.#rowOfAgentFile(file));
  }

  async read(file: string, settings: WorkerSettings, signal: AbortSignal): Promise<Row> {
    const part = await this.#rowOfAgentFile(file);
    if (part) return part;
    const stamps = stampFiles(await this.#filesOf(file));
    const mark = await this.#markOf(file, settings);
    const loaded = await this.#store.get(file, settings, signal);
    const cache = await this.#cacheFor(settings);
    if (loaded.kind === 'session') {
      const row: Row = { kind: 'session', linkable: linkableSummary(loaded.analyzed, file) };
      if (stamps) cache?.set(file, stamps, row, mark);
      return row;
    }
    // An empty or wholly damaged file with the name of a trace must not be passed over in silence.
    const kind = loaded.kind === 'not-a-trace' && loaded.damaged && isSurelyTraceFileName(path.basename(file)) ? 'unreadable' : loaded.kind;
    const row: Row = { kind, path: file, reason: loaded.reason };
    // Why a file cannot be read may pass without a change of the file.
    if (loaded.kind === 'not-a-trace' && stamps) cache?.set(file, stamps, row, mark);
    else cache?.delete(file);
    return row;
  }

  /** Makes the row one of the list, or takes it away. */
  keep(file: string, row: Row): void {
    if (row.kind === 'session') this.#book.set(file, row.linkable);
    else this.#book.delete(file);
  }

  async remove(file: string, settings: WorkerSettings): Promise<void> {
    this.#book.delete(file);
    (await this.#cacheFor(settings))?.delete(file);
  }

  /** The rows that were kept since the last time, and others that have changed by them. */
  settle(): Promise<Map<string, SessionSummary>> {
    return this.#book.settle();
  }

  /** The row beside those of the list, without becoming one of them. */
  look(file: string, linkable: LinkableSummary): Promise<SessionSummary> {
    return this.#book.look(file, linkable);
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

  async #rowOfAgentFile(file: string): Promise<OtherRow | undefined> {
    const owner = isAgentFile(file) ? await this.#store.agentFiles.ownerOf(file) : undefined;
    if (owner === undefined || !existsSync(owner)) return undefined;
    return { kind: 'not-a-trace', path: file, reason: `is a part of the session ${owner}` };
  }

  async #cacheFor({ prices }: WorkerSettings): Promise<RowCache<Row> | undefined> {
    const { storage, version } = this.#options;
    if (storage === undefined) return undefined;
    const key = JSON.stringify(prices) ?? '';
    if (this.#cache?.prices !== key) {
      await this.#cache?.rows.flush();
      const digest = createHash('sha256').update(key).digest('hex').slice(0, 12);
      const file = path.join(storage, `sessions-${digest}.jsonl`);
      const rows = new RowCache<Row>({
        file,
        tag: `${version} ${PUBLISHED_VERSION} ${digest}`,
        log: (message) => this.#options.log(message),
      });
      this.#cache = { prices: key, rows };
    }
    await this.#cache.rows.load();
    return this.#cache.rows;
  }
}
