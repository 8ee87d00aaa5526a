/** What is known of a file without reading it. */
export interface FileState {
  bytes: number;
  mtimeMs: number;
}

/** Files in one call: few enough that the first rows appear at once and a change need not wait long, many enough that calls do not count. */
const MAX_FILES = 64;
const MAX_BYTES = 4 * 1024 * 1024;

/** A file of which nothing is known is taken to have this many bytes. */
const USUAL_BYTES = 512 * 1024;

/** The files that wait to be read: what has just changed first, then the newest. */
export class ReadQueue {
  readonly #stateOf: (path: string) => FileState | undefined;
  readonly #urgent = new Set<string>();
  readonly #waiting = new Set<string>();
  /** The waiting files, the newest last; made anew when others have come. */
  #order: string[] | undefined;

  constructor(stateOf: (path: string) => FileState | undefined) {
    this.#stateOf = stateOf;
  }

  get size(): number {
    return this.#urgent.size + this.#waiting.size;
  }

  has(path: string): boolean {
    return this.#urgent.has(path) || this.#waiting.has(path);
  }

  /** In no particular order. */
  all(): string[] {
    return [...this.#urgent, ...this.#waiting];
  }

  add(path: string, { urgent = false } = {}): void {
    if (urgent) {
      this.#waiting.delete(path);
      this.#urgent.add(path);
    } else if (!this.has(path)) {
      this.#waiting.add(path);
      this.#order = undefined;
    }
  }

  delete(path: string): void {
    this.#urgent.delete(path);
    this.#waiting.delete(path);
  }

  clear(): void {
    this.#urgent.clear();
    this.#waiting.clear();
    this.#order = undefined;
  }

  /** Takes the files of the next call; none when nothing waits. What has changed goes by itself, so that it waits for nothing else. */
  take(): string[] {
    const batch: string[] = [];
    let bytes = 0;
    for (let path = this.#first(); path !== undefined; path = this.#first()) {
      bytes += this.#stateOf(path)?.bytes ?? USUAL_BYTES;
      if (batch.length > 0 && (batch.length === MAX_FILES || bytes > MAX_BYTES)) break;
      const isLastUrgent = this.#urgent.size === 1 && this.#urgent.has(path);
      batch.push(path);
      this.delete(path);
      if (isLastUrgent) break;
    }
    return batch;
  }

  #first(): string | undefined {
    const [urgent] = this.#urgent;
    if (urgent !== undefined) return urgent;
    this.#order ??= this.#sorted();
    // What was taken out meanwhile still stands in the order.
    while (this.#order.length > 0 && !this.#waiting.has(this.#order.at(-1) ?? '')) this.#order.pop();
    return this.#order.at(-1);
  }

  #sorted(): string[] {
    const timeOf = new Map([...this.#waiting].map((path) => [path, this.#stateOf(path)?.mtimeMs ?? 0]));
    return [...this.#waiting].sort((a, b) => (timeOf.get(a) ?? 0) - (timeOf.get(b) ?? 0) || (a < b ? 1 : -1));
  }
}
