/** Paths that changed since the last report. A path stands in one of the three. */
export interface TraceChanges {
  added: string[];
  changed: string[];
  removed: string[];
}

type Change = 'added' | 'changed' | 'removed';

/** What two changes of one path in a row come to; undefined: to nothing. */
function combine(earlier: Change | undefined, later: Change): Change | undefined {
  if (earlier === 'added') return later === 'removed' ? undefined : 'added';
  if (earlier === 'removed') return later === 'removed' ? 'removed' : 'changed';
  return later;
}

export interface Timers {
  set(callback: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

const REAL_TIMERS: Timers = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/**
 * Gathers changes of files and reports them together: after `quietMs` without a change, but no later than `longestMs` after the first
 * one, since a live session is appended to without a pause. Reports are sorted by path.
 */
export class ChangeQueue {
  readonly #report: (changes: TraceChanges) => void;
  readonly #quietMs: number;
  readonly #longestMs: number;
  readonly #timers: Timers;
  readonly #pending = new Map<string, Change>();
  #quiet: unknown;
  #longest: unknown;

  constructor(report: (changes: TraceChanges) => void, options: { quietMs?: number; longestMs?: number; timers?: Timers } = {}) {
    this.#report = report;
    // To read what was appended is cheap: what matters is how soon it is seen.
    this.#quietMs = options.quietMs ?? 15;
    this.#longestMs = options.longestMs ?? 100;
    this.#timers = options.timers ?? REAL_TIMERS;
  }

  push(change: Change, path: string): void {
    const combined = combine(this.#pending.get(path), change);
    if (combined === undefined) this.#pending.delete(path);
    else this.#pending.set(path, combined);
    if (this.#quiet !== undefined) this.#timers.clear(this.#quiet);
    this.#quiet = this.#timers.set(() => this.flush(), this.#quietMs);
    this.#longest ??= this.#timers.set(() => this.flush(), this.#longestMs);
  }

  /** Reports at once what is pending; nothing when nothing is. */
  flush(): void {
    this.#stop();
    if (this.#pending.size === 0) return;
    const changes: TraceChanges = { added: [], changed: [], removed: [] };
    for (const path of [...this.#pending.keys()].sort()) changes[this.#pending.get(path) as Change].push(path);
    this.#pending.clear();
    this.#report(changes);
  }

  dispose(): void {
    this.#stop();
    this.#pending.clear();
  }

  #stop(): void {
    if (this.#quiet !== undefined) this.#timers.clear(this.#quiet);
    if (this.#longest !== undefined) this.#timers.clear(this.#longest);
    this.#quiet = undefined;
    this.#longest = undefined;
  }
}
