import { pathOfResult } from '../../protocol/sessionSummary.ts';
import type { SessionSummary, SummaryResult } from '../../protocol/sessionSummary.ts';

export interface UnreadableFile {
  path: string;
  reason: string;
}

/** What came of the files that were read: a session's row, why a file could not be read, or nothing where it is no session. */
export class KnownSessions {
  readonly #rows = new Map<string, SessionSummary>();
  readonly #unreadable = new Map<string, UnreadableFile>();
  #sorted: SessionSummary[] | undefined;
  #news = new Set<string>();

  has(path: string): boolean {
    return this.#rows.has(path);
  }

  get(path: string): SessionSummary | undefined {
    return this.#rows.get(path);
  }

  /** Paths of the sessions, in no particular order. */
  paths(): Iterable<string> {
    return this.#rows.keys();
  }

  /** In order of their paths. */
  sessions(): SessionSummary[] {
    return [...(this.#sorted ??= sortedByPath(this.#rows))];
  }

  unreadable(): UnreadableFile[] {
    return sortedByPath(this.#unreadable);
  }

  /** Takes the place of what was known of the file. */
  put(result: SummaryResult): void {
    const path = pathOfResult(result);
    this.forget(path);
    if (result.kind === 'session') this.#rows.set(path, result.summary);
    else if (result.kind === 'unreadable') this.#unreadable.set(path, { path, reason: result.reason });
  }

  /** True where the file was a session. */
  forget(path: string): boolean {
    const was = this.#rows.delete(path);
    this.#unreadable.delete(path);
    this.#sorted = undefined;
    this.#news.add(path);
    return was;
  }

  forgetAll(): void {
    for (const path of [...this.#rows.keys(), ...this.#unreadable.keys()]) this.forget(path);
  }

  /** Paths of what has come, changed or gone since this was asked last. */
  takeNews(): ReadonlySet<string> {
    const news = this.#news;
    this.#news = new Set();
    return news;
  }
}

function sortedByPath<T>(map: Map<string, T>): T[] {
  return [...map.keys()].sort().map((path) => map.get(path) as T);
}
