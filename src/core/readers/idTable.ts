/** Canonical form of a UUID: 36 characters of which these are hyphens. */
const HYPHENS = [8, 13, 18, 23];
const UUID_LENGTH = 36;

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
  readonly #others = new Map<string, number>();
  readonly #read = new Int32Array(4);

  get size(): number {
    return this.#size;
  }

  /** -1 for one that has not come. */
  find(id: string): number {
    if (!readUuid(id, this.#read)) return this.#others.get(id) ?? -1;
    return (this.#slots[this.#slotOf(this.#read)] as number) - 1;
  }

  /** The number of the id, which is a new one where it has not come before. */
  add(id: string): number {
    if (!readUuid(id, this.#read)) {
      const known = this.#others.get(id);
      if (known !== undefined) return known;
      this.#others.set(id, this.#size);
      return this.#size++;
    }
    const slot = this.#slotOf(this.#read);
    const known = this.#slots[slot] as number;
    if (known > 0) return known - 1;
    const number = this.#size++;
    this.#words = withRoom(this.#words, 4 * this.#size);
    this.#words.set(this.#read, 4 * number);
    this.#slots[slot] = number + 1;
    if (2 * this.#size > this.#slots.length) this.#grow();
    return number;
  }

  #slotOf(words: Int32Array, at = 0): number {
    const mask = this.#slots.length - 1;
    const a = words[at] as number;
    const b = words[at + 1] as number;
    const c = words[at + 2] as number;
    const d = words[at + 3] as number;
    const known = this.#words;
    const mixed = Math.imul(a ^ Math.imul(b, 0x5bd1e995) ^ Math.imul(c, 0x01000193) ^ Math.imul(d, 0x27d4eb2f), 0x2c1b3c6d);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    for (;;) {
      const place = 4 * ((this.#slots[slot] as number) - 1);
      if (place < 0 || (known[place] === a && known[place + 1] === b && known[place + 2] === c && known[place + 3] === d)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2);
    for (const number of before) if (number > 0) this.#slots[this.#slotOf(this.#words, 4 * (number - 1))] = number;
  }
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
