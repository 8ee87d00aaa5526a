import { mayTokenEndIn, readToken } from './jsonToken.ts';
import { KeptText } from './keptText.ts';

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
    return readToken(this.token());
  }

  /** Whether the string may have this ASCII word, in whatever case, in its first or its last characters. */
  mayEndIn(word: string, first: number, last: number): boolean {
    return mayTokenEndIn(this.token(), word, first, last);
  }

  /** JSON.stringify writes the string. */
  toJSON(): string {
    return this.read();
  }

  /** The same text for as long as one likes. */
  keep(): KeptText {
    return new KeptText(this.length, this.token());
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
