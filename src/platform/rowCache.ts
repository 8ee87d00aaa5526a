import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { codeOf, describeFileError } from './describeFileError.ts';
import { isUnchanged, stampFile } from './fileStamp.ts';
import type { FileStamp } from './fileStamp.ts';
import { fileOf } from './sessionAddress.ts';
import { NotWritten, removeLeftBehind, writeFileAtomic } from './writeFileAtomic.ts';

/** Changes with the form of the file or of what stands in it. */
const FORMAT = 1;

/** Much more than ten thousand sessions take; what was used longest ago goes first. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Writing may take one part in so many of the time: thousands of rows that come one by one are not written thousands of times. */
const WRITE_SHARE = 20;

/** A row that is longer than this is cheaper to make than to keep. */
const MAX_ROW_CHARS = 512 * 1024;

const TAB = 9;
const LINE_END = 10;

export interface RowCacheOptions {
  /** Where the rows are kept; it need not exist. */
  file: string;
  /** Everything beside the files that the rows depend on: rows made with another tag are thrown away. */
  tag: string;
  log(message: string): void;
  /** How long after the first new row the file is written, in milliseconds. */
  writeAfterMs?: number;
  /** Longest row that is kept; by default what takes longer to read than to make anew for short rows. */
  maxRowChars?: number;
}

/** As it stands in the file, its end included. Bytes and no text: of thousands of lines mostly few are asked for. */
interface Line {
  bytes: Buffer;
  /** Asked for or made in this run, so that its file is known to exist. */
  used: boolean;
}

/**
 * What was made of session files, kept on disk between two runs: one line a file, valid as long as the files it was made of are unchanged.
 * A file that is damaged, or of another version, is thrown away and made anew. Several windows may share one: each adds what it knows.
 * Nothing here throws: what cannot be kept is made again.
 */
export class RowCache<Row> {
  readonly #options: RowCacheOptions;
  /** In order of use, the longest unused first. */
  readonly #lines = new Map<string, Line>();
  #loaded: Promise<void> | undefined;
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isDirty = false;
  /** Time of the file when it was read or written here last: another means that another window has written it. */
  #seen = 0;
  /** Since the last writing that went well: a full disk is told once, and again when it is full again. */
  #hasComplained = false;
  /** What could not be written waits for the next change or flush: the disk may have room by then. */
  #isOwed = false;

  constructor(options: RowCacheOptions) {
    this.#options = options;
  }

  /** Reads the file, once. */
  load(): Promise<void> {
    return (this.#loaded ??= this.#merge().then(() => removeLeftBehind(this.#options.file)));
  }

  /** What was made of these files and facts, if they are the ones it was made of and none of the files has changed since. */
  get(path: string, files: readonly string[], facts = ''): Row | undefined {
    const line = this.#lines.get(path);
    if (!line) return undefined;
    const entry = JSON.parse(line.bytes.toString('utf8', line.bytes.indexOf(TAB) + 1)) as { files: FileStamp[]; facts: string; row: Row };
    if (
      entry.facts === facts &&
      entry.files.length === files.length &&
      entry.files.every((file, i) => file.path === files[i] && isUnchanged(file))
    ) {
      this.#lines.delete(path);
      this.#lines.set(path, { ...line, used: true });
      return entry.row;
    }
    this.delete(path);
    return undefined;
  }

  /** Keeps what was made of these files. The stamps must have been taken before the files were read. */
  set(path: string, files: readonly FileStamp[], row: Row, facts = ''): void {
    const text = `${JSON.stringify(path)}\t${JSON.stringify({ files, facts, row })}\n`;
    this.#lines.delete(path);
    if (text.length <= (this.#options.maxRowChars ?? MAX_ROW_CHARS)) this.#lines.set(path, { bytes: Buffer.from(text), used: true });
    this.#changed();
  }

  delete(path: string): void {
    if (this.#lines.delete(path)) this.#changed();
  }

  /** Writes what is new at once. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isDirty ||= this.#isOwed;
    while (this.#isDirty || this.#writing) await this.#writeOnce();
  }

  /** Lets a writing that is due begin, and waits for its end: beside work without a pause it would take a pause of that for each of its steps. */
  async giveTime(): Promise<void> {
    await setImmediate();
    await this.#writing;
  }

  #changed(): void {
    this.#isDirty = true;
    this.#writeLater(this.#options.writeAfterMs ?? 5_000);
  }

  #writeLater(afterMs: number): void {
    this.#timer ??= setTimeout(() => void this.#writeInPassing(), afterMs).unref();
  }

  async #writeInPassing(): Promise<void> {
    const begun = performance.now();
    await this.#writeOnce();
    const tookMs = performance.now() - begun;
    this.#timer = undefined;
    if (this.#isDirty) this.#writeLater(Math.max(this.#options.writeAfterMs ?? 5_000, tookMs * WRITE_SHARE));
  }

  #writeOnce(): Promise<void> {
    return (this.#writing ??= this.#write().finally(() => (this.#writing = undefined)));
  }

  async #write(): Promise<void> {
    const { file } = this.#options;
    await this.load();
    if ((await timeOf(file)) !== this.#seen) await this.#merge();
    this.#isDirty = false;
    this.#trim();
    const body = Buffer.concat([...this.#lines.values()].map(({ bytes }) => bytes));
    try {
      await writeFileAtomic(file, Buffer.concat([Buffer.from(`${JSON.stringify(this.#header(body))}\n`), body]), { secret: true });
      this.#seen = await timeOf(file);
      [this.#isOwed, this.#hasComplained] = [false, false];
    } catch (error) {
      if (!(error instanceof NotWritten)) throw error;
      this.#isOwed = true;
      if (!this.#hasComplained) this.#options.log(`what was read of the sessions cannot be kept: ${error.message}`);
      this.#hasComplained = true;
    }
  }

  /** Takes in the rows of the file that are not known here. */
  async #merge(): Promise<void> {
    const { file } = this.#options;
    try {
      this.#seen = await timeOf(file);
      const bytes = await readFile(file);
      const end = bytes.indexOf(LINE_END);
      const body = bytes.subarray(end + 1);
      const wanted = JSON.stringify(this.#header(body));
      if (bytes.toString('utf8', 0, Math.max(end, 0)) !== wanted) {
        this.#options.log(`what was kept of the sessions is of another version, or damaged; it is made anew (${file})`);
        this.#changed();
        return;
      }
      const known = new Map(this.#lines);
      this.#lines.clear();
      for (let start = 0, end = 0; start < body.length; start = end) {
        end = body.indexOf(LINE_END, start) + 1 || body.length;
        const line = body.subarray(start, end);
        const path = pathOf(line);
        if (path !== undefined && !known.has(path)) this.#lines.set(path, { bytes: line, used: false });
      }
      for (const [path, line] of known) this.#lines.set(path, line);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT')
        this.#options.log(`what was kept of the sessions cannot be read: ${describeFileError(error)} (${file})`);
    }
  }

  /** Drops the rows of files that are gone, and what is too much. */
  #trim(): void {
    let total = 0;
    for (const [path, { bytes, used }] of this.#lines) {
      if (!used && !existsSync(fileOf(path))) this.#lines.delete(path);
      else total += bytes.length;
    }
    for (const [path, { bytes }] of this.#lines) {
      if (total <= MAX_BYTES) return;
      total -= bytes.length;
      this.#lines.delete(path);
    }
  }

  #header(body: Uint8Array): object {
    return { clawtrace: 'rows', format: FORMAT, tag: this.#options.tag, sha256: createHash('sha256').update(body).digest('hex') };
  }
}

/** Stamps of all these files, for `set`; undefined where one is gone. */
export function stampFiles(files: readonly string[]): FileStamp[] | undefined {
  const stamps = files.map(stampFile);
  return stamps.every((stamp) => stamp !== undefined) ? stamps : undefined;
}

function pathOf(line: Buffer): string | undefined {
  const tab = line.indexOf(TAB);
  if (tab < 0) return undefined;
  const path: unknown = JSON.parse(line.toString('utf8', 0, tab));
  return typeof path === 'string' ? path : undefined;
}

async function timeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
