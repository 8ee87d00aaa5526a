import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { describeFileError } from './describeFileError.ts';
import { UnreadableFile } from './readChunks.ts';
import { isDatabaseName, isSurelyStore, parseAddress } from './sessionAddress.ts';
import { StoreListing } from './storeListing.ts';
import { isSearchedFolder, isTraceFileName } from './traceFileNames.ts';

/** A file that may hold a session, or a session of a database. */
export interface TraceFile {
  /** The given path, or the given folder joined with the way to the file: relative where the given path was. An address for a database's. */
  path: string;
  bytes: number;
  mtimeMs: number;
  /** True where a person named the file itself: then it is an error if it is no trace. */
  given: boolean;
}

export interface PathProblem {
  path: string;
  reason: string;
}

export interface Discovery {
  /** In order of their paths, each real file once. */
  files: TraceFile[];
  /** Paths that could not be read; the rest was searched all the same. */
  problems: PathProblem[];
}

/**
 * Finds the files that may hold sessions: given files as they are, given folders searched recursively. Symbolic links are followed,
 * and each real file and folder is visited once, so that a link in a circle ends the way and not the search. A database gives each of its
 * sessions; who searches again hands in the same `listing`, which remembers their sizes.
 */
export async function discoverTraces(paths: readonly string[], signal?: AbortSignal, listing = new StoreListing()): Promise<Discovery> {
  const search = new TraceSearch(signal, listing);
  for (const given of paths) await search.visitGiven(given);
  await search.finish();
  search.files.sort((a, b) => comparePaths(a.path, b.path));
  search.problems.sort((a, b) => comparePaths(a.path, b.path));
  return { files: search.files, problems: search.problems };
}

/** By code units, not by locale: the order is the same on every machine. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** So many questions to the system may be open at a time: one by one, ten thousand files would take seconds. */
const MAX_PENDING = 128;

class TraceSearch {
  readonly files: TraceFile[] = [];
  readonly problems: PathProblem[] = [];
  readonly #seen = new Map<string, TraceFile | undefined>();
  readonly #signal: AbortSignal | undefined;
  #pending: Promise<void>[] = [];
  readonly #listing: StoreListing;
  readonly #stored = new Set<string>();
  /** Links that were met: followed when everything else was searched, so that a file goes by the path on which no link lies. */
  readonly #links: string[] = [];

  constructor(signal: AbortSignal | undefined, listing: StoreListing) {
    this.#signal = signal;
    this.#listing = listing;
  }

  async visitGiven(given: string): Promise<void> {
    const address = parseAddress(given);
    if (address) this.#visitDatabase(address.database, given);
    else await this.#visit(given, true);
  }

  /** Settles when all that was found is in the lists. */
  async finish(): Promise<void> {
    for (let link = this.#links.shift(); link !== undefined; link = this.#links.shift()) await this.#visit(link, false);
    await this.#settle();
  }

  async #settle(): Promise<void> {
    await Promise.all(this.#pending.splice(0));
  }

  async #visit(file: string, given: boolean): Promise<void> {
    this.#signal?.throwIfAborted();
    try {
      const real = await realpath(file);
      if (this.#seen.has(real)) {
        const earlier = this.#seen.get(real);
        if (earlier && given) earlier.given = true;
        return;
      }
      const stats = await stat(real);
      if (stats.isDirectory()) {
        this.#seen.set(real, undefined);
        await this.#search(file, real);
      } else if (stats.isFile() && isDatabaseName(file)) {
        this.#seen.set(real, undefined);
        this.#visitDatabase(file, given ? file : undefined);
      } else if (stats.isFile()) {
        const found: TraceFile = { path: file, bytes: stats.size, mtimeMs: stats.mtimeMs, given };
        this.#seen.set(real, found);
        this.files.push(found);
      } else if (given) {
        this.problems.push({ path: file, reason: 'is neither a file nor a folder' });
      }
    } catch (error) {
      this.#signal?.throwIfAborted();
      this.problems.push({ path: file, reason: describeFileError(error) });
    }
  }

  /** Lists a database's sessions; of a given address, that one. A database of something else is a problem only if a person named it. */
  #visitDatabase(database: string, given?: string): void {
    const fail = (reason: string): unknown => this.problems.push({ path: given ?? database, reason });
    try {
      const listed = this.#listing.list(database);
      const id = given === undefined ? undefined : parseAddress(given)?.sessionId;
      const wanted = id === undefined ? listed : listed?.filter(({ path }) => parseAddress(path)?.sessionId === id);
      for (const session of wanted ?? []) {
        if (this.#stored.has(session.path)) continue;
        this.#stored.add(session.path);
        this.files.push({ ...session, given: given !== undefined });
      }
      if (given === undefined) return;
      if (!wanted) fail('the database holds no sessions of OpenClaw');
      else if (wanted.length === 0) fail(id === undefined ? 'the database holds no sessions yet' : 'the database holds no such session');
    } catch (error) {
      // In a searched folder, a file that only has the ending of a database is nobody's session.
      if (!(error instanceof UnreadableFile)) fail(describeFileError(error));
      else if (given !== undefined || isSurelyStore(database)) fail(error.reason);
    }
  }

  /** `real` is the folder's path without links: what is no link in it needs not be asked for its own. */
  async #search(folder: string, real: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true });
    entries.sort((a, b) => comparePaths(a.name, b.name));
    for (const entry of entries) {
      const file = path.join(folder, entry.name);
      if (entry.isSymbolicLink()) {
        if (await this.#isWorthFollowing(file, entry.name)) this.#links.push(file);
      } else if (entry.isDirectory()) {
        if (isSearchedFolder(entry.name)) await this.#visit(file, false);
      } else if (isDatabaseName(entry.name)) {
        await this.#visit(file, false);
      } else if (isTraceFileName(entry.name)) {
        this.#take(file, path.join(real, entry.name));
        if (this.#pending.length >= MAX_PENDING) await this.#settle();
        this.#signal?.throwIfAborted();
      }
    }
  }

  /** The file is claimed at once, so that the order of the answers does not matter. */
  #take(file: string, real: string): void {
    if (this.#seen.has(real)) return;
    const found: TraceFile = { path: file, bytes: 0, mtimeMs: 0, given: false };
    this.#seen.set(real, found);
    const take = async (): Promise<void> => {
      try {
        const stats = await stat(real);
        if (!stats.isFile()) return;
        [found.bytes, found.mtimeMs] = [stats.size, stats.mtimeMs];
        this.files.push(found);
      } catch (error) {
        this.problems.push({ path: file, reason: describeFileError(error) });
      }
    };
    this.#pending.push(take());
  }

  /** A dangling link in a searched folder is nobody's session and so no problem. */
  async #isWorthFollowing(file: string, name: string): Promise<boolean> {
    try {
      const stats = await stat(file);
      return stats.isDirectory() ? isSearchedFolder(name) : isTraceFileName(name);
    } catch {
      return false;
    }
  }
}
