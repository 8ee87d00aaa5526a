/**
 * Keeps the values used last, within a number and a weight. A value heavier than the whole limit is not kept, so that one giant does
 * not push out everything else.
 */
export class BoundedCache<V> {
  readonly #maxCount: number;
  readonly #maxWeight: number;
  /** In order of use: a Map iterates in the order of insertion. */
  readonly #entries = new Map<string, { value: V; weight: number }>();
  #weight = 0;

  constructor(maxCount: number, maxWeight: number) {
    this.#maxCount = maxCount;
    this.#maxWeight = maxWeight;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: V, weight: number): void {
    this.delete(key);
    if (weight > this.#maxWeight) return;
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxCount && this.#weight <= this.#maxWeight) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
  }

  get count(): number {
    return this.#entries.size;
  }

  get weight(): number {
    return this.#weight;
  }
}
