/** A stream of random numbers that is the same for the same seed: mulberry32. */
export class Random {
  #state: number;

  /** Streams of different `parts` have nothing to do with each other. */
  constructor(...parts: readonly (number | string)[]) {
    // FNV-1a over the parts as text.
    let hash = 0x811c9dc5;
    for (const code of new TextEncoder().encode(parts.join('/'))) hash = Math.imul(hash ^ code, 0x01000193);
    this.#state = hash;
  }

  /** 0 <= x < 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let x = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, 0 <= n < `below`. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** A whole number, low <= n <= high. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from');
    return list[this.below(list.length)] as T;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  shuffled<T>(list: readonly T[]): T[] {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }
}
