import { messageOf } from '../../core/session/messageOf.ts';
import { sessionFileAbove } from '../../platform/agentFiles.ts';
import type { TraceChanges } from '../../platform/changeQueue.ts';
import { pathOfResult } from '../../protocol/sessionSummary.ts';
import type { SessionSummary, SummaryResult } from '../../protocol/sessionSummary.ts';
import { Debounce } from '../shared/debounce.ts';
import type { Disposable } from '../shared/disposables.ts';
import { Emitter } from '../shared/emitter.ts';
import type { Event } from '../shared/emitter.ts';
import type { CatalogPorts, TraceWatch } from './catalogPorts.ts';
import { KnownSessions } from './knownSessions.ts';
import type { UnreadableFile } from './knownSessions.ts';
import { RowReading } from './rowReading.ts';
import type { ReadProgress } from './rowReading.ts';

export type CatalogState = 'idle' | 'searching' | 'reading' | 'ready';

/**
 * All sessions known in this window. Files are found by a watcher and read by the worker in batches; what changes is read again, what
 * is gone leaves. It reads nothing until roots are set and is told apart from the view, so that status, panel and distiller share it.
 */
export class SessionCatalog implements Disposable {
  readonly #ports: CatalogPorts;
  readonly #known = new KnownSessions();
  readonly #reading: RowReading;
  readonly #changedAt = new Map<string, number>();
  /** Files that were found and not read, since the reading was stopped. */
  readonly #skipped = new Set<string>();
  /** Sessions whose rows are to be asked for again, when the worker has had time to search them. */
  readonly #unsearched = new Map<string, NodeJS.Timeout>();
  readonly #changed = new Emitter<ReadonlySet<string>>();
  readonly #contentChanged = new Emitter<string>();
  readonly #notify: Debounce;
  #roots: readonly string[] = [];
  #watch: TraceWatch | undefined;
  #searching = false;
  #disposed = false;

  /** Sessions by these paths have come, changed or gone, or (none) only the state has changed; changes in a short time are told once. */
  readonly onDidChange: Event<ReadonlySet<string>> = this.#changed.event;
  /** The file of a known session was written to, removed, or what is shown of it must be made anew for another reason. */
  readonly onDidChangeContent: Event<string> = this.#contentChanged.event;

  constructor(ports: CatalogPorts, notifyMs = 40) {
    this.#ports = ports;
    this.#notify = new Debounce(() => this.#tell(), notifyMs, 200);
    this.#reading = new RowReading(ports, {
      stateOf: (path) => this.#watch?.stateOf(path),
      apply: (result) => this.#apply(result),
      changed: () => this.#notify.trigger(),
    });
  }

  get roots(): readonly string[] {
    return this.#roots;
  }

  get state(): CatalogState {
    if (this.#roots.length === 0) return 'idle';
    if (this.#searching) return 'searching';
    return this.#reading.isBusy ? 'reading' : 'ready';
  }

  /** How far the reading is; undefined while nothing is read. */
  get progress(): ReadProgress | undefined {
    return this.state === 'reading' ? this.#reading.progress : undefined;
  }

  /** True where files were found and not read, since the reading was stopped. */
  get isStopped(): boolean {
    return this.#skipped.size > 0;
  }

  /** In order of their paths. */
  sessions(): SessionSummary[] {
    return this.#known.sessions();
  }

  unreadable(): UnreadableFile[] {
    return this.#known.unreadable();
  }

  get(path: string): SessionSummary | undefined {
    return this.#known.get(path);
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
    this.#reading.renew([...this.#known.paths(), ...this.#known.unreadable().map(({ path }) => path), ...this.#skipped]);
    this.#skipped.clear();
    for (const path of this.#known.paths()) this.#contentChanged.fire(path);
    this.#searchWith(watch, watch.reconcile());
    void this.#reading.read();
  }

  /** Reads one session again, because something beside its file has changed that the watcher does not look at. */
  reread(path: string): void {
    if (!this.#known.has(path)) return;
    this.#reading.addChanged(path);
    this.#contentChanged.fire(path);
    void this.#reading.read();
  }

  /** Asks for every row again, after the worker has lost what it knew: it links what comes later with these. */
  recallAll(): void {
    this.#reading.recallAgain(this.#known.paths());
    void this.#reading.read();
  }

  /** Leaves unread what still waits; what changes from now on is read, and all of it by `refresh`. */
  stopReading(): void {
    const { waiting, underWay } = this.#reading.stop();
    for (const path of [...waiting, ...underWay]) if (!this.#known.has(path)) this.#skipped.add(path);
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
    const { underWay } = this.#reading.stop();
    this.#skipped.clear();
    // The worker remembers what it has read: it must not link with sessions that are no longer looked at.
    for (const path of [...this.#known.paths(), ...underWay]) this.#reading.remove(path);
    for (const timer of this.#unsearched.values()) clearTimeout(timer);
    this.#unsearched.clear();
    this.#known.forgetAll();
  }

  #askAgain(path: string, afterMs: number): void {
    if (this.#unsearched.has(path)) return;
    const ask = (): void => {
      this.#unsearched.delete(path);
      if (!this.#known.has(path)) return;
      this.#reading.add(path);
      void this.#reading.read();
    };
    this.#unsearched.set(path, setTimeout(ask, afterMs));
  }

  #tell(): void {
    this.#changed.fire(this.#known.takeNews());
  }

  #take(changes: TraceChanges): void {
    for (const path of changes.removed) {
      this.#skipped.delete(path);
      this.#reading.remove(path);
      if (this.#known.forget(path)) this.#contentChanged.fire(path);
    }
    const owners = [...changes.added, ...changes.changed, ...changes.removed].map(sessionFileAbove).filter((path) => path !== undefined);
    const grown = new Set([...changes.changed, ...owners.filter((path) => this.#known.has(path))]);
    for (const path of grown) {
      this.#changedAt.set(path, Date.now());
      if (this.#known.has(path)) this.#contentChanged.fire(path);
    }
    for (const path of changes.added) this.#reading.addFound(path);
    for (const path of grown) this.#reading.addChanged(path);
    this.#notify.trigger();
    void this.#reading.read();
  }

  #apply(result: SummaryResult): void {
    const before = this.#known.get(pathOfResult(result));
    this.#known.put(result);
    if (result.kind === 'unreadable') this.#ports.log(`${result.path}: ${result.reason}`);
    if (result.kind !== 'session') return;
    const { path, parent, usd, searchedInMs } = result.summary;
    if (searchedInMs !== undefined) this.#askAgain(path, searchedInMs);
    // What a session's sub-agents cost stands in its card.
    if (parent !== undefined && (before?.parent !== parent || before.usd !== usd)) this.#contentChanged.fire(parent);
  }
}
