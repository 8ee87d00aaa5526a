import type { Warning } from '../session/session.ts';
import type { JsonRecord } from './json.ts';
import type { RecordPlace } from './reader.ts';
import type { RecordScanner } from './scan/recordScanner.ts';
import { quoteForMessage } from './text.ts';

/** Longest line read, in bytes. A longer one is skipped with a warning. */
export const LINE_LIMIT = 64 * 1024 * 1024;

/** After this many damaged lines the rest is only counted: a binary file must not become a million warnings. */
const WARNING_LIMIT = 100;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Decodes JSON Lines from chunks of bytes cut anywhere, even inside a character. Gives each value with its place; survives
 * damaged lines and reports them. Holds no more than one unfinished line.
 */
export class JsonLines {
  readonly #onRecord: (value: unknown, place: RecordPlace) => void;
  readonly #lineLimit: number;
  /** The scanner has the chunk that is pushed. */
  #opened = false;
  readonly #strict = new TextDecoder('utf-8', { fatal: true });
  readonly #lenient = new TextDecoder('utf-8');
  #pieces: Uint8Array[] = [];
  #pending = 0;
  #lineStart = 0;
  #line = 1;
  #offset = 0;
  /** The unfinished last line was a whole record already and has been given. */
  #given = false;
  #tooLong = false;
  #warnings: Warning[] = [];
  #unreported = 0;
  /** Reads the lines from now on; what it refuses is parsed as before. */
  scanner: RecordScanner | undefined;

  constructor(onRecord: (value: unknown, place: RecordPlace) => void, lineLimit = LINE_LIMIT) {
    this.#onRecord = onRecord;
    this.#lineLimit = lineLimit;
  }

  /** The chunk's memory may be reused by the caller as soon as this returns. */
  push(chunk: Uint8Array): void {
    let from = 0;
    this.#opened = false;
    while (from < chunk.length) {
      const newline = chunk.indexOf(NEWLINE, from);
      const to = newline < 0 ? chunk.length : newline;
      const scanned = newline >= 0 && this.#pending === 0 && !this.#tooLong && this.#scan(chunk, from, to);
      if (!scanned) this.#take(chunk, from, to, newline < 0);
      this.#offset += to - from;
      if (newline < 0) return;
      if (!scanned) this.#endLine();
      this.#offset++;
      this.#lineStart = this.#offset;
      this.#line++;
      from = newline + 1;
    }
  }

  /** Bytes taken so far. */
  get bytes(): number {
    return this.#offset;
  }

  /** Lines so far; an unfinished last one counts. */
  get lines(): number {
    return this.#offset > this.#lineStart ? this.#line : this.#line - 1;
  }

  /**
   * What is known now: gives the last line if it is a whole record without its line end, and returns all warnings. A last line
   * that is not whole is warned about as "cut-line"; when its rest arrives that warning is gone.
   */
  settle(): Warning[] {
    const warnings = [...this.#warnings];
    if (this.#tooLong) warnings.push(this.#tooLongWarning());
    else if (!this.#given && this.#pending > 0) {
      const bytes = this.#joined();
      const { text, damaged } = this.#decode(bytes);
      const value = parse(text);
      if (value !== undefined && typeof value.json === 'object') {
        this.#given = true;
        if (damaged) warnings.push(damaged);
        this.#onRecord(value.json, this.#place(bytes));
      } else if (text.trim() !== '') {
        warnings.push(
          this.#warning('cut-line', `line ${this.#line} is not complete (still being written, or cut): ${quoteForMessage(text)}`),
        );
      }
    }
    if (this.#unreported > 0)
      warnings.push({
        code: 'more-bad-lines',
        message: `${this.#unreported} more damaged lines`,
      });
    return warnings;
  }

  /** Reads a whole line where it stands, which is where nearly all are. False: it is not for the scanner. */
  #scan(chunk: Uint8Array, from: number, to: number): boolean {
    if (!this.scanner || to - from > this.#lineLimit) return false;
    if (!this.#opened) this.scanner.open(chunk);
    this.#opened = true;
    const record = this.scanner.scan(from, to);
    if (!record) return false;
    const end = chunk[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
    this.#onRecord(record, { line: this.#line, offset: this.#offset, length: end - from });
    return true;
  }

  #scanAlone(bytes: Uint8Array): JsonRecord | undefined {
    this.#opened = false;
    this.scanner?.open(bytes);
    return this.scanner?.scan(0, bytes.length);
  }

  #take(chunk: Uint8Array, from: number, to: number, keep: boolean): void {
    if (this.#tooLong || to === from) return;
    this.#pending += to - from;
    if (this.#pending > this.#lineLimit) {
      this.#tooLong = true;
      this.#pieces = [];
      return;
    }
    // A line that ends in this chunk is parsed before push returns, so only the unfinished one must be copied.
    // (Not `slice`: that of a Node Buffer does not copy.)
    this.#pieces.push(keep ? new Uint8Array(chunk.subarray(from, to)) : chunk.subarray(from, to));
  }

  #endLine(): void {
    if (this.#tooLong) this.#warn(this.#tooLongWarning());
    else if (this.#pending > 0) this.#readLine(this.#joined());
    this.#pieces = [];
    this.#pending = 0;
    this.#given = false;
    this.#tooLong = false;
  }

  #readLine(bytes: Uint8Array): void {
    const record = this.#given ? undefined : this.#scanAlone(bytes);
    if (record) {
      this.#onRecord(record, this.#place(bytes));
      return;
    }
    const { text, damaged } = this.#decode(bytes);
    if (damaged) this.#warn(damaged);
    if (text.trim() === '') return;
    const value = parse(text);
    if (value === undefined) this.#warn(this.#warning('bad-line', `line ${this.#line} is not JSON: ${quoteForMessage(text)}`));
    else if (!this.#given) this.#onRecord(value.json, this.#place(bytes));
  }

  #decode(bytes: Uint8Array): { text: string; damaged?: Warning } {
    try {
      return { text: this.#strict.decode(bytes) };
    } catch {
      const damaged = this.#warning('bad-utf8', `line ${this.#line} is not valid UTF-8; damaged characters were replaced`);
      return { text: this.#lenient.decode(bytes), damaged };
    }
  }

  #joined(): Uint8Array {
    if (this.#pieces.length === 1) return this.#pieces[0] as Uint8Array;
    const whole = new Uint8Array(this.#pending);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [whole];
    return whole;
  }

  #place(bytes?: Uint8Array): RecordPlace {
    const length = this.#offset - this.#lineStart;
    return {
      line: this.#line,
      offset: this.#lineStart,
      length: bytes?.at(-1) === CARRIAGE_RETURN ? length - 1 : length,
    };
  }

  #tooLongWarning(): Warning {
    return this.#warning('line-too-long', `line ${this.#line} is longer than ${this.#lineLimit} bytes and was skipped`);
  }

  #warning(code: string, message: string): Warning {
    return { code, message, at: { source: 0, ...this.#place() } };
  }

  #warn(warning: Warning): void {
    if (this.#warnings.length < WARNING_LIMIT) this.#warnings.push(warning);
    else this.#unreported++;
  }
}

function parse(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
