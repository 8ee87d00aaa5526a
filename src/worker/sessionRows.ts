import { existsSync } from 'node:fs';
import path from 'node:path';
import { isAgentFile } from '../platform/agentFiles.ts';
import { LinkBook } from '../platform/linkBook.ts';
import type { LinkableSummary } from '../platform/linkableSummary.ts';
import { isSurelyTraceFileName } from '../platform/traceFileNames.ts';
import type { SessionSummary, SummaryResult } from '../protocol/sessionSummary.ts';
import type { WorkerSettings } from '../protocol/workerMessages.ts';
import { KeptByFile } from './keptByFile.ts';
import type { KeepOptions } from './keptByFile.ts';
import type { SessionStore } from './sessionStore.ts';

/** What came of one file, as it is kept. */
export type Row = { kind: 'session'; linkable: LinkableSummary } | OtherRow;

type OtherRow = Exclude<SummaryResult, { kind: 'session' }>;

/** The rows of all sessions that this window has asked for, linked with each other, and kept on disk for the next time. */
export class SessionRows {
  readonly #store: SessionStore;
  readonly #kept: KeptByFile<Row>;
  readonly #book = new LinkBook();

  constructor(store: SessionStore, options: KeepOptions) {
    this.#store = store;
    this.#kept = new KeptByFile<Row>(store, options, 'sessions');
  }

  /** The row of a file that has not changed since it was read, in this run or an earlier one; undefined where it must be read. */
  async recall(file: string, settings: WorkerSettings): Promise<Row | undefined> {
    return (await this.#kept.recall(file, settings)) ?? (await this.#rowOfAgentFile(file));
  }

  async read(file: string, settings: WorkerSettings, signal: AbortSignal): Promise<Row> {
    const part = await this.#rowOfAgentFile(file);
    if (part) return part;
    const stamp = await this.#kept.stamp(file, settings);
    const loaded = await this.#store.rowOf(file, settings, signal);
    if (loaded.kind === 'session') {
      if (loaded.linkable.summary.searchedInMs === undefined) await this.#kept.keep(file, stamp, loaded, settings);
      return loaded;
    }
    // An empty or wholly damaged file with the name of a trace must not be passed over in silence.
    const kind = loaded.kind === 'not-a-trace' && loaded.damaged && isSurelyTraceFileName(path.basename(file)) ? 'unreadable' : loaded.kind;
    const row: Row = { kind, path: file, reason: loaded.reason };
    // Why a file cannot be read may pass without a change of the file.
    if (loaded.kind === 'not-a-trace' && stamp.files) await this.#kept.keep(file, stamp, row, settings);
    else await this.#kept.delete(file, settings);
    return row;
  }

  /** Makes the row one of the list, or takes it away. */
  keep(file: string, row: Row): void {
    if (row.kind === 'session') this.#book.set(file, row.linkable);
    else this.#book.delete(file);
  }

  async remove(file: string, settings: WorkerSettings): Promise<void> {
    this.#book.delete(file);
    await this.#kept.delete(file, settings);
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
    await this.#kept.flush();
  }

  async #rowOfAgentFile(file: string): Promise<OtherRow | undefined> {
    const owner = isAgentFile(file) ? await this.#store.agentFiles.ownerOf(file) : undefined;
    if (owner === undefined || !existsSync(owner)) return undefined;
    return { kind: 'not-a-trace', path: file, reason: `is a part of the session ${owner}` };
  }
}
