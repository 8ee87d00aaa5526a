import type { Session, Source, Warning } from '../session/session.ts';
import { BinaryDocument } from './binaryDocument.ts';
import { FORMATS } from './formats.ts';
import { asRecord, asText } from './json.ts';
import { JsonDocument, type DocumentContent } from './jsonDocument.ts';
import { JsonLines } from './jsonLines.ts';
import type { Detail, RecordPlace, SessionFormat, SessionReader } from './reader.ts';
import { RecordScanner } from './scan/recordScanner.ts';
import { type Hasher, Sha256 } from './sha256.ts';
import { quoteForMessage } from './text.ts';

/** Records looked at before a format is chosen for good. */
const DETECT_RECORDS = 25;

/** Below this a format does not claim the records. */
const SURE_ENOUGH = 0.3;

export type ReadResult =
  | { session: Session; notATrace?: undefined }
  /** `damaged`: there is not one record in it, so that it may have been a session once; else it is something else. */
  | { session?: undefined; notATrace: string; damaged: boolean };

interface Buffered {
  value: unknown;
  place: RecordPlace;
}

interface Chosen {
  format: SessionFormat;
  reader: SessionReader;
}

/**
 * Reads one session file from chunks of bytes. The format is found from the first records; the name only decides between formats
 * that are equally sure. A JSON document is a session's one record. `snapshot` may be called at any time and again after more bytes: a live file grows.
 */
export class SessionFileReader {
  readonly #path: string;
  readonly #hasher: Hasher;
  readonly #formats: readonly SessionFormat[];
  readonly #detail: Detail;
  readonly #lines: JsonLines;
  readonly #document = new JsonDocument();
  readonly #binary = new BinaryDocument();
  #first: Buffered[] = [];
  #reader: Chosen | undefined;
  #rejected = false;
  #bytes = 0;

  /** `path` is what the session's source will be called. Without a hasher the built-in, slower one is used. */
  constructor(path: string, hasher: Hasher = new Sha256(), formats: readonly SessionFormat[] = FORMATS, detail: Detail = 'whole') {
    this.#path = path;
    this.#hasher = hasher;
    this.#detail = detail;
    this.#formats = formats;
    this.#lines = new JsonLines((value, place) => this.#record(value, place));
  }

  push(chunk: Uint8Array): void {
    this.#hasher.update(chunk);
    this.#bytes += chunk.length;
    this.#binary.push(chunk);
    this.#document.push(chunk);
    if (this.#document.isDocument !== true) this.#lines.push(chunk);
  }

  /** True once the first records have turned out to be no known format's: nothing that follows can change that. */
  get isRejected(): boolean {
    return this.#rejected || (this.#document.isDocument === true && this.#document.isTooLong);
  }

  snapshot(): ReadResult {
    return this.#result(({ reader }, source, warnings) => reader.session(source, warnings));
  }

  /** The same for the last time, in less memory. */
  finish(): ReadResult {
    return this.#result(({ reader }, source, warnings) => (reader.finish ?? reader.session).call(reader, source, warnings));
  }

  #result(sessionOf: (chosen: Chosen, source: Source, warnings: readonly Warning[]) => Session): ReadResult {
    const binary = this.#binary.read();
    const decoded = binary && this.#sessionOf(binary, this.#formats, binary.records.length);
    if (decoded) return { session: decoded };
    if (this.#document.isDocument === true) return this.#readDocument(this.#formats);
    const warnings = this.#lines.settle();
    if (this.#lines.bytes === 0) return { notATrace: `${this.#path}: empty file`, damaged: true };
    const chosen = this.#reader ?? this.#choose();
    if (!chosen && this.#first.length === 0 && this.#document.isDocument === undefined) {
      const cut = this.#readDocument(this.#formats.filter(({ isDocument }) => isDocument));
      if (cut.session) return cut;
    }
    if (!chosen) return { notATrace: `${this.#path}: ${this.#whatWasLookedFor(this.#first)}`, damaged: this.#first.length === 0 };
    const source = {
      path: this.#path,
      format: chosen.format.id,
      bytes: this.#lines.bytes,
      lines: this.#lines.lines,
      sha256: this.#hasher.digestHex(),
    };
    return { session: sessionOf(chosen, source, warnings) };
  }

  /** Reads the document afresh: it may have grown, and what was its end may have become its middle. */
  #readDocument(formats: readonly SessionFormat[]): ReadResult {
    const content = this.#document.read();
    const session = this.#sessionOf(content, formats, this.#document.lines);
    if (session) return { session };
    const reason = this.#document.isTooLong
      ? `no agent session: a JSON document of ${this.#document.bytes} bytes`
      : this.#whatWasLookedFor(content.records.slice(0, DETECT_RECORDS));
    return { notATrace: `${this.#path}: ${reason}`, damaged: content.records.length === 0 };
  }

  #sessionOf({ records, warnings }: DocumentContent, formats: readonly SessionFormat[], lines: number): Session | undefined {
    const first = records.slice(0, DETECT_RECORDS).map(({ value }) => value);
    const format = detectFormat(first, this.#path, formats);
    if (!format) return undefined;
    const reader = format.createReader(this.#path, this.#detail);
    for (const { value, place } of records) reader.record(value, place);
    return reader.session({ path: this.#path, format: format.id, bytes: this.#bytes, lines, sha256: this.#hasher.digestHex() }, warnings);
  }

  #record(value: unknown, place: RecordPlace): void {
    if (this.#rejected) return;
    if (this.#reader) {
      this.#reader.reader.record(value, place);
      return;
    }
    this.#first.push({ value, place });
    if (this.#first.length < DETECT_RECORDS && !this.#isSettled(value)) return;
    this.#reader = this.#choose();
    this.#rejected = !this.#reader;
    if (!this.#reader) return;
    this.#first = [];
    const shape = this.#reader.format.shape?.(this.#detail);
    if (shape) this.#lines.scanner = new RecordScanner(shape);
  }

  /** True where this record alone decides: nobody can be surer than certain, and of equally sure formats the first one wins. */
  #isSettled(value: unknown): boolean {
    return this.#formats[0]?.recognise([value], this.#path) === 1;
  }

  #choose(): Chosen | undefined {
    const format = detectFormat(
      this.#first.map(({ value }) => value),
      this.#path,
      this.#formats,
    );
    if (!format) return undefined;
    const reader = format.createReader(this.#path, this.#detail);
    for (const { value, place } of this.#first) reader.record(value, place);
    return { format, reader };
  }

  #whatWasLookedFor(first: readonly Buffered[]): string {
    const looked = `looked for ${this.#formats.map((format) => format.label).join(', ')} records in the first ${DETECT_RECORDS} JSON lines`;
    if (first.length === 0) return `no agent session: no line of it is JSON (${looked})`;
    const types = new Set(first.map(({ value }) => describe(value)));
    return `no agent session: ${looked}, found ${[...types].slice(0, 5).join(', ')}`;
  }
}

/** The format that is surest of the records, or undefined. Of equally sure ones the earlier in the list. */
export function detectFormat(
  firstRecords: readonly unknown[],
  path: string,
  formats: readonly SessionFormat[] = FORMATS,
): SessionFormat | undefined {
  let best: SessionFormat | undefined;
  let sureness = SURE_ENOUGH;
  for (const format of formats) {
    const score = format.recognise(firstRecords, path);
    if (score > sureness) [best, sureness] = [format, score];
  }
  return best;
}

/** Reads a whole session that is in memory already. */
export function readSessionBytes(bytes: Uint8Array, path: string, hasher?: Hasher): ReadResult {
  const reader = new SessionFileReader(path, hasher);
  reader.push(bytes);
  return reader.snapshot();
}

function describe(value: unknown): string {
  const record = asRecord(value);
  if (!record) return Array.isArray(value) ? 'a list' : `a ${value === null ? 'null' : typeof value}`;
  const type = asText(record['type']);
  return type
    ? `records of type "${quoteForMessage(type)}"`
    : `objects with ${quoteForMessage(Object.keys(record).slice(0, 4).join(', ')) || 'nothing in them'}`;
}
