const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** Where the characters of a SizedText can be had while its record is handed over. */
export interface TextSource {
  /** Counts the records: what was scanned for an earlier one is not there any more. */
  readonly turn: number;
  /** The bytes from `from` to `to`, not copied. */
  token(from: number, to: number): Uint8Array;
}

/**
 * A string of which only the length was asked. What it says can be read while the record that holds it is handed over; who needs it
 * later calls `keep` then, which copies its bytes and still decodes nothing.
 */
export class SizedText {
  /** UTF-16 units, as String.length counts them. */
  readonly length: number;
  readonly #source: TextSource;
  readonly #turn: number;
  readonly #from: number;
  readonly #to: number;
  #kept: Uint8Array | undefined;

  /** `from` and `to` enclose the string's JSON token, quotes included. */
  constructor(length: number, source: TextSource, from: number, to: number) {
    this.length = length;
    this.#source = source;
    this.#turn = source.turn;
    this.#from = from;
    this.#to = to;
  }

  keep(): this {
    this.#kept ??= this.#token().slice();
    return this;
  }

  /** The whole string. @throws Error for one that was neither kept nor read in its turn: a mistake of the reader's, not of the file. */
  read(): string {
    return JSON.parse(strict.decode(this.#token())) as string;
  }

  /**
   * Whether the string may have this ASCII word, in whatever case, in the first or the last `limit` bytes of its token: true also where
   * an escape by number might spell it.
   */
  mayEndIn(word: string, limit: number): boolean {
    const token = this.#token();
    const middle = Math.min(limit, token.length);
    return hasWord(token, word, 0, middle) || hasWord(token, word, Math.max(middle - word.length, token.length - limit), token.length);
  }

  /** JSON.stringify writes the string. */
  toJSON(): string {
    return this.read();
  }

  #token(): Uint8Array {
    if (this.#kept) return this.#kept;
    if (this.#turn !== this.#source.turn) throw new Error('the record of this text is gone: keep it while it is handed over');
    return this.#source.token(this.#from, this.#to);
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

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
