import { sessionFileAbove } from '../../platform/agentFiles.ts';
import type { TraceChanges } from '../../platform/changeQueue.ts';
import type { SessionSummary, SummaryResult } from '../../protocol/sessionSummary.ts';
import { Debounce } from '../shared/debounce.ts';
import type { Disposable } from '../shared/disposables.ts';
import { Emitter } from '../shared/emitter.ts';
import type { Event } from '../shared/emitter.ts';
import { ReadQueue } from './readQueue.ts';
import type { FileState } from './readQueue.ts';

export interface TraceWatch {
  /** Settles when the first search is done and reported. */
  ready: Promise<void>;
  reconcile(): Promise<void>;
  /** Size and time of a file that was found; undefined for any other. */
  stateOf(path: string): FileState | undefined;
  dispose(): unknown;
}

/** What the catalog needs from outside; the composition root gives it the real ones. */
export interface CatalogPorts {
  watch(roots: readonly string[], onChange: (changes: TraceChanges) => void): TraceWatch;
  /** Rows of those of these files that need not be read, since they are kept from an earlier time. */
  recall(paths: string[], signal: AbortSignal): Promise<SummaryResult[]>;
  /** Rows of these files, and of earlier ones that change by them or by the removed ones. */
  summarize(paths: string[], removed: string[], signal: AbortSignal): Promise<SummaryResult[]>;
  /** True when the error only says that the call was given up. */
  isCancelled(error: unknown): boolean;
  log(message: string): void;
}

export interface UnreadableFile {
  path: string;
  reason: string;
}

export interface ReadProgress {
  /** Files read of those that were to be read, since nothing was last to be read. */
  done: number;
  total: number;
}

export type CatalogState = 'idle' | 'searching' | 'reading' | 'ready';

const NOTHING: { read: readonly string[]; removed: readonly string[] } = { read: [], removed: [] };

/**
 * All sessions known in this window. Files are found by a watcher and read by the worker in batches; what changes is read again, what
 * is gone leaves. It reads nothing until roots are set and is told apart from the view, so that status, panel and distiller share it.
 */
export class SessionCatalog implements Disposable {
  readonly #ports: CatalogPorts;
  readonly #sessions = new Map<string, SessionSummary>();
  readonly #unreadable = new Map<string, UnreadableFile>();
  readonly #changedAt = new Map<string, number>();
  readonly #queue = new ReadQueue((path) => this.#watch?.stateOf(path));
  /** Waiting files that may be kept from an earlier time. */
  readonly #toRecall = new Set<string>();
  /** Files that were found and not read, since the reading was stopped. */
  readonly #skipped = new Set<string>();
  readonly #removed = new Set<string>();
  /** What the worker is told in the call under way. */
  #underWay = NOTHING;
  /** Sessions whose rows are to be asked for again, when the worker has had time to search them. */
  readonly #unsearched = new Map<string, NodeJS.Timeout>();
  /** Files of a call that failed: read alone, so that the one that brought the worker down is found and the others are not blamed. */
  readonly #suspects = new Set<string>();
  readonly #changed = new Emitter<ReadonlySet<string>>();
  readonly #contentChanged = new Emitter<string>();
  readonly #notify: Debounce;
  /** What has changed since it was last told. */
  #news = new Set<string>();
  #sorted: SessionSummary[] | undefined;
  #done = 0;
  #roots: readonly string[] = [];
  #watch: TraceWatch | undefined;
  #searching = false;
  #isRecalling = false;
  #refreshes = 0;
  #reading: AbortController | undefined;
  #disposed = false;

  /** Sessions by these paths have come, changed or gone, or (none) only the state has changed; changes in a short time are told once. */
  readonly onDidChange: Event<ReadonlySet<string>> = this.#changed.event;
  /** The file of a known session was written to, removed, or what is shown of it must be made anew for another reason. */
  readonly onDidChangeContent: Event<string> = this.#contentChanged.event;

  constructor(ports: CatalogPorts, notifyMs = 40) {
    this.#ports = ports;
    this.#notify = new Debounce(() => this.#tell(), notifyMs, 200);
  }

  get roots(): readonly string[] {
    return this.#roots;
  }

  get state(): CatalogState {
    if (this.#roots.length === 0) return 'idle';
    if (this.#searching) return 'searching';
    return this.#reading || this.#queue.size > 0 ? 'reading' : 'ready';
  }

  /** How far the reading is; undefined while nothing is read. */
  get progress(): ReadProgress | undefined {
    if (this.state !== 'reading') return undefined;
    return { done: this.#done, total: this.#done + this.#queue.size + (this.#isRecalling ? 0 : this.#underWay.read.length) };
  }

  /** True where files were found and not read, since the reading was stopped. */
  get isStopped(): boolean {
    return this.#skipped.size > 0;
  }

  /** In order of their paths. */
  sessions(): SessionSummary[] {
    return [...(this.#sorted ??= sortedByPath(this.#sessions))];
  }

  unreadable(): UnreadableFile[] {
    return sortedByPath(this.#unreadable);
  }

  get(path: string): SessionSummary | undefined {
    return this.#sessions.get(path);
  }

  /** When the file was last written to, as far as is known (milliseconds since the epoch). */
  lastWrite(path: string): number | undefined {
    return this.#changedAt.get(path) ?? this.#watch?.stateOf(path)?.mtimeMs;
  }

  /** Watches these files and folders from now on, and no others. */
  setRoots(roots: readonly string[]): void {
    const wanted = [...new Set(roots)].sort();
    if (wanted.length === this.#roots.length && wanted.every((root, i) => root === this.#roots[i])) return;
    this.#stop();
    this.#roots = wanted;
    if (wanted.length > 0) this.#start();
    this.#notify.trigger();
  }

  /** Searches anew and looks at every file again; what is known stays in sight meanwhile. */
  refresh(): void {
    const watch = this.#watch;
    if (!watch) return;
    this.#refreshes++;
    const known = [...this.#sessions.keys(), ...this.#unreadable.keys(), ...this.#underWay.read, ...this.#skipped];
    for (const path of known) if (!this.#removed.has(path)) this.#queue.add(path);
    this.#skipped.clear();
    for (const path of this.#sessions.keys()) this.#contentChanged.fire(path);
    this.#searchWith(watch, watch.reconcile());
    void this.#read();
  }

  /** Reads one session again, because something beside its file has changed that the watcher does not look at. */
  reread(path: string): void {
    if (!this.#sessions.has(path)) return;
    this.#queue.add(path, { urgent: true });
    this.#contentChanged.fire(path);
    void this.#read();
  }

  /** Asks for every row again, after the worker has lost what it knew: it links what comes later with these. */
  recallAll(): void {
    for (const path of this.#sessions.keys()) {
      this.#queue.add(path);
      // What broke while it looked for what is kept must not be made to look again.
      if (!this.#isRecalling) this.#toRecall.add(path);
    }
    void this.#read();
  }

  /** Leaves unread what still waits; what changes from now on is read, and all of it by `refresh`. */
  stopReading(): void {
    for (const path of [...this.#queue.all(), ...this.#underWay.read]) if (!this.#sessions.has(path)) this.#skipped.add(path);
    for (const path of this.#underWay.removed) this.#removed.add(path);
    this.#reading?.abort();
    this.#reading = undefined;
    this.#queue.clear();
    this.#toRecall.clear();
    this.#suspects.clear();
    this.#underWay = NOTHING;
    this.#notify.trigger();
  }

  /** Resolves once nothing is left to search or read. */
  async whenReady(): Promise<void> {
    while (!this.#disposed && (this.state === 'searching' || this.state === 'reading')) {
      await new Promise<void>((resolve) => {
        const subscription = this.onDidChange(() => {
          subscription.dispose();
          resolve();
        });
      });
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#stop();
    this.#notify.dispose();
    this.#tell();
    this.#changed.dispose();
    this.#contentChanged.dispose();
  }

  #start(): void {
    const watch = this.#ports.watch(this.#roots, (changes) => this.#take(changes));
    this.#watch = watch;
    this.#searchWith(watch, watch.ready);
  }

  #searchWith(watch: TraceWatch, search: Promise<void>): void {
    this.#searching = true;
    this.#notify.trigger();
    const done = (): void => {
      if (this.#watch !== watch) return;
      this.#searching = false;
      this.#notify.trigger();
    };
    search.then(done, (error: unknown) => {
      this.#ports.log(messageOf(error));
      done();
    });
  }

  #stop(): void {
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#searching = false;
    this.#reading?.abort();
    this.#reading = undefined;
    this.#queue.clear();
    this.#toRecall.clear();
    this.#skipped.clear();
    // The worker remembers what it has read: it must not link with sessions that are no longer looked at.
    for (const path of [...this.#sessions.keys(), ...this.#underWay.read, ...this.#underWay.removed]) this.#removed.add(path);
    this.#underWay = NOTHING;
    this.#suspects.clear();
    for (const timer of this.#unsearched.values()) clearTimeout(timer);
    this.#unsearched.clear();
    for (const path of [...this.#sessions.keys(), ...this.#unreadable.keys()]) this.#forget(path);
  }

  #askAgain(path: string, afterMs: number): void {
    if (this.#unsearched.has(path)) return;
    const ask = (): void => {
      this.#unsearched.delete(path);
      if (!this.#sessions.has(path)) return;
      this.#queue.add(path);
      void this.#read();
    };
    this.#unsearched.set(path, setTimeout(ask, afterMs));
  }

  #forget(path: string): boolean {
    const was = this.#sessions.delete(path);
    this.#unreadable.delete(path);
    this.#sorted = undefined;
    this.#news.add(path);
    return was;
  }

  #tell(): void {
    const news = this.#news;
    this.#news = new Set();
    this.#changed.fire(news);
  }

  #take(changes: TraceChanges): void {
    for (const path of changes.removed) {
      this.#queue.delete(path);
      this.#skipped.delete(path);
      this.#removed.add(path);
      if (this.#forget(path)) this.#contentChanged.fire(path);
    }
    const owners = [...changes.added, ...changes.changed, ...changes.removed].map(sessionFileAbove).filter((path) => path !== undefined);
    const grown = new Set([...changes.changed, ...owners.filter((path) => this.#sessions.has(path))]);
    for (const path of grown) {
      this.#changedAt.set(path, Date.now());
      if (this.#sessions.has(path)) this.#contentChanged.fire(path);
    }
    for (const path of changes.added) {
      this.#queue.add(path);
      this.#toRecall.add(path);
      this.#removed.delete(path);
    }
    for (const path of grown) {
      this.#queue.add(path, { urgent: true });
      this.#removed.delete(path);
    }
    this.#notify.trigger();
    void this.#read();
  }

  async #read(): Promise<void> {
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
      this.#notify.trigger();
    }
    if (this.#reading !== reading) return;
    this.#reading = undefined;
    this.#underWay = NOTHING;
    this.#notify.trigger();
  }

  /** Takes out of the queue what need not be read. */
  async #recall(signal: AbortSignal): Promise<void> {
    const paths = [...this.#toRecall].filter((path) => this.#queue.has(path));
    this.#toRecall.clear();
    if (paths.length === 0) return;
    this.#isRecalling = true;
    this.#underWay = { read: paths, removed: [] };
    const asked = this.#refreshes;
    try {
      const results = await this.#ports.recall(paths, signal);
      if (signal.aborted) return;
      // What was asked for anew meanwhile may have other prices.
      if (asked === this.#refreshes) for (const result of results) this.#queue.delete(pathOf(result));
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
    for (const result of results) if (!this.#removed.has(pathOf(result))) this.#apply(result);
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
        this.#apply({ kind: 'unreadable', path, reason });
      } else {
        this.#suspects.add(path);
        this.#queue.add(path);
      }
    }
  }

  #apply(result: SummaryResult): void {
    const path = pathOf(result);
    const before = this.#sessions.get(path);
    this.#forget(path);
    if (result.kind === 'session') {
      const { parent, usd, searchedInMs } = result.summary;
      this.#sessions.set(path, result.summary);
      if (searchedInMs !== undefined) this.#askAgain(path, searchedInMs);
      // What a session's sub-agents cost stands in its card.
      if (parent !== undefined && (before?.parent !== parent || before.usd !== usd)) this.#contentChanged.fire(parent);
    } else if (result.kind === 'unreadable') {
      this.#unreadable.set(path, { path, reason: result.reason });
      this.#ports.log(`${path}: ${result.reason}`);
    }
  }
}

function pathOf(result: SummaryResult): string {
  return result.kind === 'session' ? result.summary.path : result.path;
}

function sortedByPath<T>(map: Map<string, T>): T[] {
  return [...map.keys()].sort().map((path) => map.get(path) as T);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
