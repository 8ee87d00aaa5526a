import type { Warning } from '../session/session.ts';
import { LINE_LIMIT } from './jsonLines.ts';
import { locateJson } from './locateJson.ts';
import { parseJsonPrefix } from './parseJsonPrefix.ts';
import type { RecordPlace } from './reader.ts';
import { isUtf8 } from './isUtf8.ts';

const NEWLINE = 0x0a;

/** What may stand between the values of a text of several: white space, commas, and the record separator of RFC 7464. */
const BETWEEN = new Set([0x20, 0x09, 0x0a, 0x0d, 0x2c, 0x1e]);

export interface DocumentContent {
  records: { value: unknown; place: RecordPlace }[];
  warnings: Warning[];
}

/**
 * A file that is JSON but not JSON Lines: one value over many lines, or several one after another. Unlike lines it must be held whole.
 * Fed with the same bytes as JsonLines until the first lines tell which of the two the file is.
 */
export class JsonDocument {
  #pieces: Uint8Array[] = [];
  #isDocument: boolean | undefined;
  #bytes = 0;
  #newlines = 0;
  #endsLine = true;
  #content: DocumentContent | undefined;

  push(chunk: Uint8Array): void {
    if (this.#isDocument === false || chunk.length === 0) return;
    this.#bytes += chunk.length;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) this.#newlines++;
    this.#endsLine = chunk.at(-1) === NEWLINE;
    this.#content = undefined;
    if (this.isTooLong) {
      this.#pieces = [];
      return;
    }
    this.#pieces.push(new Uint8Array(chunk));
    if (this.#isDocument === undefined && this.#newlines > 0) {
      this.#isDocument = decide(this.#joined());
      if (this.#isDocument === false) this.#pieces = [];
    }
  }

  /** Undefined as long as the first lines do not tell. */
  get isDocument(): boolean | undefined {
    return this.#isDocument;
  }

  get isTooLong(): boolean {
    return this.#bytes > LINE_LIMIT;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get lines(): number {
    return this.#newlines + (this.#endsLine ? 0 : 1);
  }

  /** Everything that can be read so far. What is cut or damaged is warned about and given as far as it is sound. */
  read(): DocumentContent {
    this.#content ??= this.isTooLong ? { records: [], warnings: [] } : readValues(this.#joined());
    return this.#content;
  }

  #joined(): Uint8Array {
    if (this.#pieces.length !== 1) {
      const whole = new Uint8Array(this.#bytes);
      let at = 0;
      for (const piece of this.#pieces) {
        whole.set(piece, at);
        at += piece.length;
      }
      this.#pieces = [whole];
    }
    return this.#pieces[0] as Uint8Array;
  }
}

/** Tells a document from JSON Lines by its first two lines with something on them; undefined while they are not all there. */
function decide(bytes: Uint8Array): boolean | undefined {
  const [first, second] = firstLines(bytes);
  if (first === undefined) return undefined;
  if (isWhole(first)) return false;
  if (first === '{' || first === '[') return true;
  const { value, end, inString } = parseJsonPrefix(first);
  // A line that is damaged, or cut inside a string, is a line of JSON Lines: nothing breaks a document there.
  if (typeof value !== 'object' || value === null || end < first.length || inString) return false;
  return second === undefined ? undefined : !isWhole(second);
}

function firstLines(bytes: Uint8Array): [string | undefined, string | undefined] {
  const decoder = new TextDecoder();
  const lines: string[] = [];
  for (let from = 0; lines.length < 2;) {
    const newline = bytes.indexOf(NEWLINE, from);
    if (newline < 0) break;
    const text = decoder.decode(bytes.subarray(from, newline)).trim();
    if (text !== '') lines.push(text);
    from = newline + 1;
  }
  return [lines[0], lines[1]];
}

function isWhole(text: string): boolean {
  return parse(text) !== undefined;
}

function readValues(bytes: Uint8Array): DocumentContent {
  const content: DocumentContent = { records: [], warnings: [] };
  const decoder = new TextDecoder();
  let line = 1;
  let counted = 0;
  let stray = firstStray(bytes, 0, startOfValue(bytes, 0));
  for (let from = startOfValue(bytes, 0); from < bytes.length;) {
    for (; counted < from; counted++) if (bytes[counted] === NEWLINE) line++;
    const end = endOfValue(bytes, from);
    if (end !== undefined) stray ??= firstStray(bytes, end, startOfValue(bytes, end));
    const slice = bytes.subarray(from, end ?? bytes.length);
    const start = { line, offset: from };
    const text = decoder.decode(slice);
    const whole = parse(text);
    const place: RecordPlace = { ...start, length: slice.length, find: finder(slice, start) };
    if (whole) content.records.push({ value: whole.json, place });
    else {
      const prefix = parseJsonPrefix(text);
      const at = line + countLines(text, prefix.end);
      const why = end === undefined ? 'is not complete (still being written, or cut)' : 'is damaged';
      content.warnings.push({
        code: 'cut-document',
        message: `the JSON text that begins in line ${line} ${why} at line ${at}; what stands there and after it is not known`,
        at: { source: 0, ...start, length: slice.length },
      });
      if (typeof prefix.value === 'object' && prefix.value !== null) content.records.push({ value: prefix.value, place });
    }
    from = end === undefined ? bytes.length : startOfValue(bytes, end);
  }
  if (stray !== undefined) {
    const at = 1 + countNewlines(bytes, stray);
    content.warnings.push({ code: 'stray-text', message: `line ${at} has text that belongs to no JSON value; what it was is not known` });
  }
  if (!isUtf8(bytes)) content.warnings.push({ code: 'bad-utf8', message: 'not valid UTF-8; damaged characters were replaced' });
  return content;
}

/** Index of the first byte between two values that has no business there; undefined where there is none. */
function firstStray(bytes: Uint8Array, from: number, to: number): number | undefined {
  const isMark = bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf;
  for (let at = isMark ? from + 3 : from; at < to; at++) if (!BETWEEN.has(bytes[at] as number)) return at;
  return undefined;
}

function countNewlines(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

function finder(bytes: Uint8Array, start: { line: number; offset: number }): NonNullable<RecordPlace['find']> {
  let places: Map<string, RecordPlace> | undefined;
  return (...path) => (places ??= locateJson(bytes, start)).get(path.join('/'));
}

/** Index of the next "{" or "[": between values there is nothing else, or a comma, or what is left of damage. */
function startOfValue(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0x7b && bytes[at] !== 0x5b) at++;
  return at;
}

/** Index behind the value that begins at `from`; undefined where it is not closed. */
function endOfValue(bytes: Uint8Array, from: number): number | undefined {
  let depth = 0;
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === 0x22) {
      for (i++; i < bytes.length && bytes[i] !== 0x22; i++) if (bytes[i] === 0x5c) i++;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) return i + 1;
  }
  return undefined;
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function parse(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
