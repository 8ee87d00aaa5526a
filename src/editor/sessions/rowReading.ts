import { messageOf } from '../../core/session/messageOf.ts';
import { pathOfResult } from '../../protocol/sessionSummary.ts';
import type { SummaryResult } from '../../protocol/sessionSummary.ts';
import type { RowPorts } from './catalogPorts.ts';
import { ReadQueue } from './readQueue.ts';
import type { FileState } from './readQueue.ts';

export interface ReadProgress {
  /** Files read of those that were to be read, since nothing was last to be read. */
  done: number;
  total: number;
}

/** Who hears of what was read. */
export interface ReadingListener {
  stateOf(path: string): FileState | undefined;
  apply(result: SummaryResult): void;
  /** The state or the progress is another. */
  changed(): void;
}

const NOTHING: { read: readonly string[]; removed: readonly string[] } = { read: [], removed: [] };

/**
 * Has files read in batches until none waits. What is kept from an earlier time is asked for first; the files of a call that failed are read
 * alone, so that the one that brought the worker down is found and the others are not blamed.
 */
export class RowReading {
  readonly #ports: RowPorts;
  readonly #listener: ReadingListener;
  readonly #queue: ReadQueue;
  /** Waiting files that may be kept from an earlier time. */
  readonly #toRecall = new Set<string>();
  /** Files that the worker is to be told to forget. */
  readonly #removed = new Set<string>();
  readonly #suspects = new Set<string>();
  /** What the worker is told in the call under way. */
  #underWay = NOTHING;
  #isRecalling = false;
  #renewals = 0;
  #done = 0;
  #reading: AbortController | undefined;

  constructor(ports: RowPorts, listener: ReadingListener) {
    this.#ports = ports;
    this.#listener = listener;
    this.#queue = new ReadQueue((path) => listener.stateOf(path));
  }

  get isBusy(): boolean {
    return this.#reading !== undefined || this.#queue.size > 0;
  }

  get progress(): ReadProgress {
    return { done: this.#done, total: this.#done + this.#queue.size + (this.#isRecalling ? 0 : this.#underWay.read.length) };
  }

  /** A file that is there: to be read, unless it is kept. */
  addFound(path: string): void {
    this.#queue.add(path);
    this.#toRecall.add(path);
    this.#removed.delete(path);
  }

  /** A file that has changed: to be read before all others. */
  addChanged(path: string): void {
    this.#queue.add(path, { urgent: true });
    this.#removed.delete(path);
  }

  /** To be read when its turn comes. */
  add(path: string): void {
    this.#queue.add(path);
  }

  /** These, and what is being read, are to be read anew: what is kept of them may be of other prices. */
  renew(paths: readonly string[]): void {
    this.#renewals++;
    for (const path of [...paths, ...this.#underWay.read]) if (!this.#removed.has(path)) this.#queue.add(path);
  }

  /** Rows to be asked for again, after the worker has lost what it knew. */
  recallAgain(paths: Iterable<string>): void {
    for (const path of paths) {
      this.#queue.add(path);
      // What broke while it looked for what is kept must not be made to look again.
      if (!this.#isRecalling) this.#toRecall.add(path);
    }
  }

  /** A file that is gone. */
  remove(path: string): void {
    this.#queue.delete(path);
    this.#removed.add(path);
  }

  /** Gives up; returns what was to be read and was not: what waited, and what was being read. */
  stop(): { waiting: readonly string[]; underWay: readonly string[] } {
    const unread = { waiting: this.#queue.all(), underWay: this.#underWay.read };
    for (const path of this.#underWay.removed) this.#removed.add(path);
    this.#reading?.abort();
    this.#reading = undefined;
    this.#queue.clear();
    this.#toRecall.clear();
    this.#suspects.clear();
    this.#underWay = NOTHING;
    return unread;
  }

  /** Reads until nothing waits, unless it does so already. */
  async read(): Promise<void> {
    if (this.#reading || this.#queue.size + this.#removed.size === 0) return;
    const reading = new AbortController();
    this.#reading = reading;
    this.#done = 0;
    await this.#recall(reading.signal);
    while (this.#queue.size + this.#removed.size > 0 && !reading.signal.aborted) {
      if (this.#toRecall.size > 0) await this.#recall(reading.signal);
      const batch = this.#nextBatch();
      const removed = [...this.#removed];
      this.#underWay = { read: batch, removed };
      this.#removed.clear();
      try {
        const results = await this.#ports.summarize(batch, removed, reading.signal);
        if (reading.signal.aborted) return;
        this.#applyAll(results);
      } catch (error) {
        if (reading.signal.aborted || this.#ports.isCancelled(error)) break;
        this.#ports.log(messageOf(error));
        this.#blame(batch, messageOf(error));
      }
      this.#done += batch.length;
      this.#underWay = NOTHING;
      this.#listener.changed();
    }
    if (this.#reading !== reading) return;
    this.#reading = undefined;
    this.#underWay = NOTHING;
    this.#listener.changed();
  }

  /** Takes out of the queue what need not be read. */
  async #recall(signal: AbortSignal): Promise<void> {
    const paths = [...this.#toRecall].filter((path) => this.#queue.has(path));
    this.#toRecall.clear();
    if (paths.length === 0) return;
    this.#isRecalling = true;
    this.#underWay = { read: paths, removed: [] };
    const asked = this.#renewals;
    try {
      const results = await this.#ports.recall(paths, signal);
      if (signal.aborted) return;
      if (asked === this.#renewals) for (const result of results) this.#queue.delete(pathOfResult(result));
      this.#applyAll(results);
      this.#done += results.length;
    } catch (error) {
      // Then they are read.
      if (!signal.aborted && !this.#ports.isCancelled(error)) this.#ports.log(messageOf(error));
    } finally {
      this.#isRecalling = false;
      if (!signal.aborted) this.#underWay = NOTHING;
    }
  }

  /** A file that went while it was read must not come back with its answer. */
  #applyAll(results: readonly SummaryResult[]): void {
    for (const result of results) if (!this.#removed.has(pathOfResult(result))) this.#listener.apply(result);
  }

  #nextBatch(): string[] {
    const [suspect] = this.#suspects;
    if (suspect === undefined) return this.#queue.take();
    this.#suspects.delete(suspect);
    if (!this.#queue.has(suspect)) return this.#nextBatch();
    this.#queue.delete(suspect);
    return [suspect];
  }

  #blame(batch: readonly string[], reason: string): void {
    for (const path of batch) {
      if (this.#removed.has(path)) continue;
      if (batch.length === 1) {
        this.#listener.apply({ kind: 'unreadable', path, reason });
      } else {
        this.#suspects.add(path);
        this.#queue.add(path);
      }
    }
  }
}
