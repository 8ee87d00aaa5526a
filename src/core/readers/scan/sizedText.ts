const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** Where the characters of a SizedText can be had while its record is handed over. */
export interface TextSource {
  /** Counts the records: what was scanned for an earlier one is not there any more. */
  readonly turn: number;
  /** The bytes from `from` to `to`, not copied. */
  token(from: number, to: number): Uint8Array;
  /** The two hashes of a `TextDigest` of the first `units` UTF-16 units of the string whose token begins at `from`. */
  digest(from: number, units: number): { a: number; b: number };
}

/**
 * A string of which only the length was asked. What it says can be read while the record that holds it is handed over, and not later.
 */
export class SizedText {
  /** UTF-16 units, as String.length counts them. */
  readonly length: number;
  readonly #source: TextSource;
  readonly #turn: number;
  readonly #from: number;
  readonly #to: number;

  /** `from` and `to` enclose the string's JSON token, quotes included. */
  constructor(length: number, source: TextSource, from: number, to: number) {
    this.length = length;
    this.#source = source;
    this.#turn = source.turn;
    this.#from = from;
    this.#to = to;
  }

  /** The whole string. @throws Error for one that is not read in its turn: a mistake of the reader's, not of the file. */
  read(): string {
    return JSON.parse(strict.decode(this.token())) as string;
  }

  /** Its first UTF-16 units, so many, or one less where a pair of them would be cut. */
  readStart(units: number): string {
    const token = this.token();
    const end = endOfUnits(token, units);
    return end === undefined ? this.read() : (JSON.parse(`${strict.decode(token.subarray(0, end))}"`) as string);
  }

  /**
   * Whether the string may have this ASCII word, in whatever case, in its first or its last characters: true also where an escape by number
   * might spell it. Any other escape is two bytes for one character, so that twice as many are looked at.
   */
  mayEndIn(word: string, first: number, last: number): boolean {
    const token = this.token();
    return (
      hasWord(token, word, 0, afterCharacters(token, MARGIN + 2 * first)) ||
      hasWord(token, word, beforeCharacters(token, MARGIN + 2 * last), token.length)
    );
  }

  /** JSON.stringify writes the string. */
  toJSON(): string {
    return this.read();
  }

  /** The same text for as long as one likes: its bytes are copied, which takes a fraction of the time that decoding them takes. */
  keep(): SizedText {
    const token = this.token();
    if (!shelf.hasRoomFor(token)) shelf = new Shelf(Math.max(SHELF_BYTES, token.length));
    const from = shelf.put(token);
    return new SizedText(this.length, shelf, from, from + token.length);
  }

  /** The JSON token, quotes included: bytes that will be others when the next record is read. @throws Error as `read` does. */
  token(): Uint8Array {
    this.#checkTurn();
    return this.#source.token(this.#from, this.#to);
  }

  /** What a `TextDigest` of its first `units` UTF-16 units is made of; the string is not decoded for it. @throws Error as `read` does. */
  digest(units: number): { a: number; b: number } {
    this.#checkTurn();
    return this.#source.digest(this.#from, units);
  }

  #checkTurn(): void {
    if (this.#turn !== this.#source.turn) throw new Error('the record of this text is gone: read it while it is handed over');
  }
}

/** Large enough that a session's texts take few pieces of memory, small enough that one text which stays holds on to little more. */
const SHELF_BYTES = 1 << 17;

/** Bytes that stay where they were put. */
class Shelf implements TextSource {
  readonly turn = 0;
  readonly #bytes: Uint8Array;
  #used = 0;

  constructor(bytes: number) {
    this.#bytes = new Uint8Array(bytes);
  }

  hasRoomFor(token: Uint8Array): boolean {
    return this.#used + token.length <= this.#bytes.length;
  }

  /** Where the token stands from now on. */
  put(token: Uint8Array): number {
    const from = this.#used;
    this.#bytes.set(token, from);
    this.#used += token.length;
    return from;
  }

  token(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, to);
  }
}

let shelf = new Shelf(0);

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Where the first so many UTF-16 units of a JSON string end that is known to be sound; undefined where it has no more than these. */
function endOfUnits(token: Uint8Array, units: number): number | undefined {
  let at = 1;
  for (let left = units; left > 0;) {
    const byte = token[at] as number;
    const isPair = byte >= 0xf0;
    if (isPair && left === 1) return at;
    if (byte === BACKSLASH) at += token[at + 1] === LETTER_U ? 6 : 2;
    else at += byte < 0x80 ? 1 : byte < 0xe0 ? 2 : isPair ? 4 : 3;
    left -= isPair ? 2 : 1;
    if (at >= token.length - 1) return undefined;
  }
  return at;
}

/** Bytes more than that: the quote, and what is left of an escape by number that begins before them. */
const MARGIN = 8;

/** Where so many bytes end that are no further part of a character. */
function afterCharacters(bytes: Uint8Array, count: number): number {
  let at = 0;
  for (let left = count; at < bytes.length && (left > 0 || isContinuation(bytes[at] as number)); at++) {
    if (!isContinuation(bytes[at] as number)) left--;
  }
  return at;
}

/** Where the last so many bytes begin that are no further part of a character. */
function beforeCharacters(bytes: Uint8Array, count: number): number {
  let at = bytes.length;
  for (let left = count; at > 0 && left > 0;) if (!isContinuation(bytes[--at] as number)) left--;
  return at;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function hasWord(bytes: Uint8Array, word: string, from: number, to: number): boolean {
  const first = word.charCodeAt(0);
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === BACKSLASH && bytes[at + 1] === LETTER_U) return true;
    if ((byte | 0x20) === first && isWordAt(bytes, word, at)) return true;
  }
  return false;
}

function isWordAt(bytes: Uint8Array, word: string, at: number): boolean {
  for (let i = 1; i < word.length; i++) if (((bytes[at + i] ?? 0) | 0x20) !== word.charCodeAt(i)) return false;
  return true;
}
