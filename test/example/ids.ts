import { createHash } from 'node:crypto';

/** Ids that look like an agent's own and are the same in every run. */
export class Ids {
  readonly #seed: string;
  #n = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  hex(length: number): string {
    return createHash('sha256').update(`${this.#seed}:${this.#n++}`).digest('hex').slice(0, length);
  }

  uuid(): string {
    const h = this.hex(32);
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`;
  }
}
