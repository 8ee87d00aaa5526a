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
   * As much of the string as may decide whether to read it: the first and the last `limit` bytes of its token as they stand, escapes and
   * quotes included. Only what is ASCII in it can be relied upon.
   */
  ends(limit: number): string {
    const token = this.#token();
    if (token.length <= 2 * limit) return anyBytes.decode(token);
    return `${anyBytes.decode(token.subarray(0, limit))}\n${anyBytes.decode(token.subarray(token.length - limit))}`;
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
const anyBytes = new TextDecoder('latin1');
