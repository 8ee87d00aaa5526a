/** Canonical form of a UUID: 36 characters of which these are hyphens. */
const HYPHENS = [8, 13, 18, 23];
const UUID_LENGTH = 36;

/** So many places are looked at for one id. Ids that were chosen to fall on one place must not make each other slow. */
const MOST_PROBES = 64;

/**
 * Numbers ids in the order in which they come: 0, 1, 2 … A session has one for each of its lines, nearly all of them UUIDs in lower case;
 * these are kept as their 16 bytes, which takes a tenth of what a map of strings does.
 */
export class IdTable {
  /** Four words an id. */
  #words: Int32Array = new Int32Array(4 * 64);
  /** Open addressing: number of an id and 1, 0 for none. */
  #slots = new Int32Array(128);
  #size = 0;
  /** What is no UUID, and UUIDs that found no place. */
  readonly #others = new Map<string, number>();
  readonly #read = new Int32Array(4);
  readonly #mostProbes: number;

  constructor(mostProbes = MOST_PROBES) {
    this.#mostProbes = mostProbes;
  }

  get size(): number {
    return this.#size;
  }

  /** -1 for one that has not come. */
  find(id: string): number {
    const slot = readUuid(id, this.#read) ? this.#slotOf(this.#read) : NO_SLOT;
    const known = slot === NO_SLOT ? 0 : (this.#slots[slot] as number);
    return known > 0 ? known - 1 : (this.#others.get(id) ?? -1);
  }

  /** The number of the id, which is a new one where it has not come before. */
  add(id: string): number {
    const slot = readUuid(id, this.#read) ? this.#slotOf(this.#read) : NO_SLOT;
    const known = slot === NO_SLOT ? 0 : (this.#slots[slot] as number);
    if (known > 0) return known - 1;
    const other = this.#others.get(id);
    if (other !== undefined) return other;
    const number = this.#size++;
    if (slot === NO_SLOT) {
      this.#others.set(id, number);
      return number;
    }
    this.#words = withRoom(this.#words, 4 * this.#size);
    this.#words.set(this.#read, 4 * number);
    this.#slots[slot] = number + 1;
    if (2 * this.#size > this.#slots.length) this.#grow();
    return number;
  }

  /** Where these words stand or may be put; NO_SLOT where that would take too long to find. */
  #slotOf(words: Int32Array, at = 0): number {
    const mask = this.#slots.length - 1;
    const a = words[at] as number;
    const b = words[at + 1] as number;
    const c = words[at + 2] as number;
    const d = words[at + 3] as number;
    const known = this.#words;
    const mixed = Math.imul(a ^ Math.imul(b, 0x5bd1e995) ^ Math.imul(c, 0x01000193) ^ Math.imul(d, 0x27d4eb2f), 0x2c1b3c6d);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    for (let probes = 0; probes < this.#mostProbes; probes++) {
      const place = 4 * ((this.#slots[slot] as number) - 1);
      if (place < 0 || (known[place] === a && known[place + 1] === b && known[place + 2] === c && known[place + 3] === d)) return slot;
      slot = (slot + 1) & mask;
    }
    return NO_SLOT;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2);
    for (const number of before) {
      if (number === 0) continue;
      const slot = this.#slotOf(this.#words, 4 * (number - 1));
      if (slot === NO_SLOT) this.#others.set(writeUuid(this.#words, 4 * (number - 1)), number - 1);
      else this.#slots[slot] = number;
    }
  }
}

const NO_SLOT = -1;

/** The UUID of four words. */
function writeUuid(words: Int32Array, at: number): string {
  const digits = [0, 1, 2, 3].map((i) => ((words[at + i] as number) >>> 0).toString(16).padStart(8, '0')).join('');
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
}

/** The same where it is long enough, else a longer copy. */
export function withRoom(list: Int32Array, length: number): Int32Array {
  if (length <= list.length) return list;
  const longer = new Int32Array(Math.max(length, list.length + (list.length >> 1)));
  longer.set(list);
  return longer;
}

/** Reads the 16 bytes of a UUID in lower case; false for any other text. */
function readUuid(text: string, words: Int32Array): boolean {
  if (text.length !== UUID_LENGTH) return false;
  for (const at of HYPHENS) if (text.charCodeAt(at) !== 0x2d) return false;
  // What is no digit has bits that no digit has.
  const bad =
    readWord(text, 0, 4, words, 0) | readWord(text, 9, 14, words, 1) | readWord(text, 19, 24, words, 2) | readWord(text, 28, 32, words, 3);
  return bad === 0;
}

/** Reads twice four digits; 0 where all of them are. */
function readWord(text: string, first: number, second: number, words: Int32Array, word: number): number {
  let value = 0;
  let bad = 0;
  for (let i = 0; i < 8; i++) {
    const unit = text.charCodeAt(i < 4 ? first + i : second + i - 4);
    const digit = DIGITS[unit & 0xff] as number;
    bad |= (digit & ~15) | (unit & ~0xff);
    value = (value << 4) | (digit & 15);
  }
  words[word] = value;
  return bad;
}

/** Values of the digits; 16 for every other character. */
const DIGITS = new Uint8Array(256).fill(16);
for (let i = 0; i < 16; i++) DIGITS[i.toString(16).charCodeAt(0)] = i;
