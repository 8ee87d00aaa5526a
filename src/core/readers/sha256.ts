/** A streaming digest over bytes. `digestHex` tells the digest so far; more bytes may follow. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  digestHex(): string;
}

const ROUND = roundConstants();

/**
 * SHA-256 (FIPS 180-4) without any platform: for the web and for tests. Where the platform has its own, hand that in instead;
 * this one takes about 5 ms a megabyte.
 */
export class Sha256 implements Hasher {
  readonly #state = new Uint32Array([0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]);
  readonly #block = new Uint8Array(64);
  #filled = 0;
  #length = 0;

  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let from = 0;
    if (this.#filled > 0) {
      from = Math.min(64 - this.#filled, bytes.length);
      this.#block.set(bytes.subarray(0, from), this.#filled);
      this.#filled += from;
      if (this.#filled < 64) return;
      compress(this.#state, this.#block, 0);
      this.#filled = 0;
    }
    for (; from + 64 <= bytes.length; from += 64) compress(this.#state, bytes, from);
    this.#block.set(bytes.subarray(from));
    this.#filled = bytes.length - from;
  }

  digestHex(): string {
    const state = this.#state.slice();
    const tail = new Uint8Array(this.#filled < 56 ? 64 : 128);
    tail.set(this.#block.subarray(0, this.#filled));
    tail[this.#filled] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(this.#length / 0x20000000));
    view.setUint32(tail.length - 4, (this.#length << 3) >>> 0);
    for (let at = 0; at < tail.length; at += 64) compress(state, tail, at);
    return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
  }
}

const words = new Uint32Array(64);

function compress(state: Uint32Array, bytes: Uint8Array, at: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 64);
  for (let i = 0; i < 16; i++) words[i] = view.getUint32(i * 4);
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15] as number;
    const y = words[i - 2] as number;
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    words[i] = ((words[i - 16] as number) + s0 + (words[i - 7] as number) + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (ROUND[i] as number) + (words[i] as number)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = ((state[i] as number) + value) | 0));
}

function rotate(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes, computed exactly with integers. */
function roundConstants(): Uint32Array {
  const constants: number[] = [];
  for (let n = 2n; constants.length < 64; n++) {
    let prime = true;
    for (let d = 2n; d * d <= n && prime; d++) prime = n % d !== 0n;
    if (!prime) continue;
    const scaled = n << 96n;
    let low = 0n;
    let high = 1n << 36n;
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (middle * middle * middle <= scaled) low = middle;
      else high = middle - 1n;
    }
    constants.push(Number(low & 0xffffffffn));
  }
  return new Uint32Array(constants);
}
