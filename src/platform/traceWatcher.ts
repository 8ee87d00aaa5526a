import { watch } from 'chokidar';
import type { FSWatcher } from 'chokidar';
import { existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../core/session/messageOf.ts';
import { sessionFileAbove } from './agentFiles.ts';
import { ChangeQueue } from './changeQueue.ts';
import type { TraceChanges } from './changeQueue.ts';
import { codeOf } from './describeFileError.ts';
import { discoverTraces } from './discoverTraces.ts';
import { databaseOfLog, fileOf, isDatabaseName, parseAddress } from './sessionAddress.ts';
import { StoreListing } from './storeListing.ts';
import { isSearchedFolder, isTraceFileName } from './traceFileNames.ts';
import { WatchedFolders } from './watchedFolders.ts';

export interface WatchOptions {
  /** How often the folders are searched anew for what the events missed, in milliseconds. Default 30,000; 0 switches it off. */
  reconcileMs?: number;
  quietMs?: number;
  longestMs?: number;
  /** Trouble that does not end the watching, for a log. */
  onProblem?: (message: string) => void;
}

/** How long changes of a database are gathered before its sessions are listed anew: each message of an agent is several. */
const LIST_MS = 200;

/** How long after the first search the watching is set up, in milliseconds: who asked for the list makes something of it first. */
const WATCH_AFTER_MS = 400;

interface Known {
  bytes: number;
  mtimeMs: number;
}

/**
 * Watches files and folders for session files. The files found at the start are reported as added, in one report, before any other;
 * from then on every report holds what has changed since the one before. Events are only a hint: a slow search compares what is there
 * with what was reported, so that a lost event delays a change and never hides it.
 */
export class TraceWatcher {
  readonly #roots: readonly string[];
  readonly #queue: ChangeQueue;
  readonly #onProblem: (message: string) => void;
  readonly #known = new Map<string, Known>();
  readonly #watched = new Set<string>();
  readonly #folders: WatchedFolders;
  readonly #listing = new StoreListing();
  readonly #changedDatabases = new Set<string>();
  readonly #disposal = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #watcher: FSWatcher;
  #scanning: Promise<void> | undefined;
  #isListed = false;
  /** Settles when the first search is done and its result is reported. */
  readonly ready: Promise<void>;
  /** Settles when events are heard, which is a little later than `ready`; changes in between are found by the slow search. */
  readonly listening: Promise<void>;

  constructor(roots: readonly string[], onChange: (changes: TraceChanges) => void, options: WatchOptions = {}) {
    this.#roots = roots.map((root) => path.resolve(root));
    this.#folders = new WatchedFolders(this.#roots);
    this.#queue = new ChangeQueue(onChange, options);
    this.#onProblem = options.onProblem ?? (() => {});
    const reconcileMs = options.reconcileMs ?? 30_000;
    if (reconcileMs > 0) {
      this.#timer = setInterval(() => void this.reconcile(), reconcileMs);
      this.#timer.unref();
    }
    this.#watcher = this.#createWatcher();
    this.listening = new Promise((resolve) => this.#watcher.once('ready', resolve));
    this.ready = this.reconcile().then(() => this.#queue.flush());
    void this.#listen();
  }

  /** To set up the watching of thousands of files would hold up their list; what changes until that is done is looked for once it is. */
  async #listen(): Promise<void> {
    void this.listening.then(() => this.reconcile());
    await this.ready;
    await setTimeout(WATCH_AFTER_MS, undefined, { ref: false });
    this.#isListed = true;
    if (!this.#disposal.signal.aborted) await this.#watchNewRoots();
  }

  /** Searches the folders now and reports the difference to what is known. */
  reconcile(): Promise<void> {
    this.#scanning ??= this.#scan().finally(() => {
      this.#scanning = undefined;
    });
    return this.#scanning;
  }

  /** Size and time of a file as they were reported last; undefined for one that was not. */
  stateOf(file: string): Known | undefined {
    return this.#known.get(file);
  }

  async dispose(): Promise<void> {
    this.#disposal.abort();
    clearInterval(this.#timer);
    this.#queue.dispose();
    const closed = this.#watcher.close();
    // It forgets who listens, and an error of what is still under way that nobody hears would end the process.
    this.#watcher.on('error', () => {});
    await closed;
  }

  #createWatcher(): FSWatcher {
    const watcher = watch([], {
      ignoreInitial: true,
      ignored: (file, stats) => this.#isIgnored(file, stats?.isFile()) || (stats?.isDirectory() === true && !this.#folders.claim(file)),
      followSymlinks: true,
      atomic: false,
      alwaysStat: true,
    });
    watcher.on('add', (file, stats) => this.#databaseChanged(file) || this.#seen(file, stats));
    // A change of what no search has found is a file reached by a second way, or one that the search under way will bring.
    watcher.on('change', (file, stats) => this.#databaseChanged(file) || (this.#known.has(file) && this.#seen(file, stats)));
    watcher.on('unlink', (file) => this.#databaseChanged(file) || this.#gone(file));
    watcher.on('error', (error) => {
      // Links that lead to each other in a circle are nobody's session, as those that lead nowhere.
      if (codeOf(error) !== 'ELOOP') this.#onProblem(messageOf(error));
    });
    return watcher;
  }

  #isIgnored(file: string, isFile: boolean | undefined): boolean {
    if (this.#roots.includes(file)) return false;
    const name = path.basename(file);
    return isFile ? !isTraceFileName(name) && databaseOfLog(name) === undefined : !isSearchedFolder(name);
  }

  async #scan(): Promise<void> {
    try {
      const { files, problems } = await discoverTraces(this.#roots, this.#disposal.signal, this.#listing);
      const present = new Set(files.map((file) => file.path));
      for (const file of files) this.#seen(file.path, { size: file.bytes, mtimeMs: file.mtimeMs });
      for (const file of [...this.#known.keys()]) if (!present.has(file)) this.#gone(file);
      for (const { path: at, reason } of problems) if (!this.#roots.includes(at)) this.#onProblem(`${at}: ${reason}`);
      if (this.#isListed) await this.#watchNewRoots();
    } catch (error) {
      if (!this.#disposal.signal.aborted) this.#onProblem(messageOf(error));
    }
  }

  /** A root that does not exist yet is left to the slow search: chokidar would watch its parent instead, which may be a whole home folder. */
  async #watchNewRoots(): Promise<void> {
    const there: string[] = [];
    for (const root of this.#roots) {
      if (!this.#watched.has(root) && (await exists(fileOf(root)))) there.push(root);
    }
    for (const root of there) this.#watched.add(root);
    const files = there.map(fileOf);
    if (files.length > 0) this.#watcher.add(files.flatMap((file) => (isDatabaseName(file) ? [file, `${file}-wal`] : [file])));
  }

  /** True where the file is a database, or the log of one: what has changed in it is found by asking it, a little later. */
  #databaseChanged(file: string): boolean {
    const database = databaseOfLog(file) ?? (isDatabaseName(file) ? file : undefined);
    if (database === undefined) return false;
    if (this.#changedDatabases.size === 0) void setTimeout(LIST_MS, undefined, { ref: false }).then(() => this.#listChanged());
    this.#changedDatabases.add(database);
    return true;
  }

  #listChanged(): void {
    const databases = [...this.#changedDatabases];
    this.#changedDatabases.clear();
    if (this.#disposal.signal.aborted) return;
    for (const database of databases) {
      try {
        const sessions = existsSync(database) ? (this.#listing.list(database) ?? []) : [];
        const present = new Set(sessions.map((session) => session.path));
        for (const { path: address, bytes, mtimeMs } of sessions)
          if (this.#isWanted(address)) this.#seen(address, { size: bytes, mtimeMs });
        for (const known of [...this.#known.keys()]) if (fileOf(known) === database && !present.has(known)) this.#gone(known);
      } catch (error) {
        // Locked, or in the middle of being replaced: the slow search tries again.
        this.#onProblem(messageOf(error));
      }
    }
  }

  /** Of a database that is a root by one of its sessions' addresses, only that session. */
  #isWanted(address: string): boolean {
    const database = fileOf(address);
    const named = this.#roots.filter((root) => parseAddress(root) && fileOf(root) === database);
    return named.length === 0 || named.includes(address) || this.#roots.some((root) => database.startsWith(root + path.sep));
  }

  #seen(file: string, stats: { size: number; mtimeMs: number } | undefined): void {
    if (this.#disposal.signal.aborted || !stats) return;
    const known = this.#known.get(file);
    if (known?.bytes === stats.size && known.mtimeMs === stats.mtimeMs) return;
    this.#known.set(file, { bytes: stats.size, mtimeMs: stats.mtimeMs });
    const owner = this.#knownOwner(file);
    if (owner !== undefined) this.#queue.push('changed', owner);
    else this.#queue.push(known ? 'changed' : 'added', file);
  }

  #gone(file: string): void {
    if (this.#disposal.signal.aborted || !this.#known.delete(file)) return;
    const owner = this.#knownOwner(file);
    if (owner !== undefined) this.#queue.push('changed', owner);
    else this.#queue.push('removed', file);
  }

  /** A sub-agent's file is read with its session's, so a change of it is a change of that session. */
  #knownOwner(file: string): string | undefined {
    const owner = sessionFileAbove(file);
    return owner !== undefined && this.#known.has(owner) ? owner : undefined;
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
