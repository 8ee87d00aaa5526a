import { sessionFileAbove } from '../../platform/agentFiles.ts';
import type { TraceChanges } from '../../platform/changeQueue.ts';
import type { SessionSummary, SummaryResult } from '../../protocol/sessionSummary.ts';
import { Debounce } from '../shared/debounce.ts';
import type { Disposable } from '../shared/disposables.ts';
import { Emitter } from '../shared/emitter.ts';
import type { Event } from '../shared/emitter.ts';

export interface TraceWatch {
  /** Settles when the first search is done and reported. */
  ready: Promise<void>;
  reconcile(): Promise<void>;
  dispose(): unknown;
}

/** What the catalog needs from outside; the composition root gives it the real ones. */
export interface CatalogPorts {
  watch(roots: readonly string[], onChange: (changes: TraceChanges) => void): TraceWatch;
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

export type CatalogState = 'idle' | 'searching' | 'reading' | 'ready';

/** Sessions read in one call: few enough that the first rows appear at once, many enough that calls do not count. */
const BATCH = 8;

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
  readonly #waiting = new Set<string>();
  readonly #removed = new Set<string>();
  /** What the worker is told in the call under way. */
  #underWay = NOTHING;
  /** Files of a call that failed: read alone, so that the one that brought the worker down is found and the others are not blamed. */
  readonly #suspects = new Set<string>();
  readonly #changed = new Emitter<void>();
  readonly #contentChanged = new Emitter<string>();
  readonly #notify: Debounce;
  #roots: readonly string[] = [];
  #watch: TraceWatch | undefined;
  #searching = false;
  #reading: AbortController | undefined;
  #disposed = false;

  /** The set, a member or the state has changed; several changes in a short time are told once. */
  readonly onDidChange: Event<void> = this.#changed.event;
  /** The file of a known session was written to, removed, or what is shown of it must be made anew for another reason. */
  readonly onDidChangeContent: Event<string> = this.#contentChanged.event;

  constructor(ports: CatalogPorts, notifyMs = 40) {
    this.#ports = ports;
    this.#notify = new Debounce(() => this.#changed.fire(), notifyMs, 200);
  }

  get roots(): readonly string[] {
    return this.#roots;
  }

  get state(): CatalogState {
    if (this.#roots.length === 0) return 'idle';
    if (this.#searching) return 'searching';
    return this.#reading || this.#waiting.size > 0 ? 'reading' : 'ready';
  }

  /** In order of their paths. */
  sessions(): SessionSummary[] {
    return sortedByPath(this.#sessions);
  }

  unreadable(): UnreadableFile[] {
    return sortedByPath(this.#unreadable);
  }

  get(path: string): SessionSummary | undefined {
    return this.#sessions.get(path);
  }

  /** When this window last saw the file being written (milliseconds since the epoch); undefined when it did not. */
  lastWrite(path: string): number | undefined {
    return this.#changedAt.get(path);
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

  /** Searches anew and reads everything again; what is known stays in sight meanwhile. */
  refresh(): void {
    const watch = this.#watch;
    if (!watch) return;
    for (const path of [...this.#sessions.keys(), ...this.#unreadable.keys(), ...this.#underWay.read]) {
      if (!this.#removed.has(path)) this.#waiting.add(path);
    }
    for (const path of this.#sessions.keys()) this.#contentChanged.fire(path);
    this.#searchWith(watch, watch.reconcile());
    void this.#read();
  }

  /** Reads one session again, because something beside its file has changed that the watcher does not look at. */
  reread(path: string): void {
    if (!this.#sessions.has(path)) return;
    this.#waiting.add(path);
    this.#contentChanged.fire(path);
    void this.#read();
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
    this.#changed.fire();
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
    this.#waiting.clear();
    // The worker remembers what it has read: it must not link with sessions that are no longer looked at.
    for (const path of [...this.#sessions.keys(), ...this.#underWay.read, ...this.#underWay.removed]) this.#removed.add(path);
    this.#underWay = NOTHING;
    this.#suspects.clear();
    this.#sessions.clear();
    this.#unreadable.clear();
  }

  #take(changes: TraceChanges): void {
    for (const path of changes.removed) {
      this.#waiting.delete(path);
      this.#removed.add(path);
      this.#unreadable.delete(path);
      if (this.#sessions.delete(path)) this.#contentChanged.fire(path);
    }
    const owners = [...changes.added, ...changes.changed, ...changes.removed].map(sessionFileAbove).filter((path) => path !== undefined);
    const grown = new Set([...changes.changed, ...owners.filter((path) => this.#sessions.has(path))]);
    for (const path of grown) {
      this.#changedAt.set(path, Date.now());
      if (this.#sessions.has(path)) this.#contentChanged.fire(path);
    }
    for (const path of [...changes.added, ...grown]) {
      this.#waiting.add(path);
      this.#removed.delete(path);
    }
    this.#notify.trigger();
    void this.#read();
  }

  async #read(): Promise<void> {
    if (this.#reading || this.#waiting.size + this.#removed.size === 0) return;
    const reading = new AbortController();
    this.#reading = reading;
    while (this.#waiting.size + this.#removed.size > 0 && !reading.signal.aborted) {
      const batch = this.#nextBatch();
      const removed = [...this.#removed];
      this.#underWay = { read: batch, removed };
      for (const path of batch) this.#waiting.delete(path);
      this.#removed.clear();
      try {
        const results = await this.#ports.summarize(batch, removed, reading.signal);
        if (reading.signal.aborted) return;
        // A file that went while it was read must not come back with its answer.
        for (const result of results) if (!this.#removed.has(pathOf(result))) this.#apply(result);
      } catch (error) {
        if (reading.signal.aborted || this.#ports.isCancelled(error)) break;
        this.#ports.log(messageOf(error));
        this.#blame(batch, messageOf(error));
      }
      this.#notify.trigger();
    }
    if (this.#reading !== reading) return;
    this.#reading = undefined;
    this.#underWay = NOTHING;
    this.#notify.trigger();
  }

  #nextBatch(): string[] {
    const [suspect] = this.#suspects;
    if (suspect === undefined) return [...this.#waiting].slice(0, BATCH);
    this.#suspects.delete(suspect);
    return this.#waiting.has(suspect) ? [suspect] : this.#nextBatch();
  }

  #blame(batch: readonly string[], reason: string): void {
    for (const path of batch) {
      if (this.#removed.has(path)) continue;
      if (batch.length === 1) {
        this.#apply({ kind: 'unreadable', path, reason });
      } else {
        this.#suspects.add(path);
        this.#waiting.add(path);
      }
    }
  }

  #apply(result: SummaryResult): void {
    const path = pathOf(result);
    const before = this.#sessions.get(path);
    this.#sessions.delete(path);
    this.#unreadable.delete(path);
    if (result.kind === 'session') {
      const { parent, usd } = result.summary;
      this.#sessions.set(path, result.summary);
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
