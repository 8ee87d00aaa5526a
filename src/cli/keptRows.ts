import path from 'node:path';
import { AgentFiles } from '../platform/agentFiles.ts';
import type { FileStamp } from '../platform/fileStamp.ts';
import { lookingOnce } from '../platform/lookOnce.ts';
import { RowCache, stampFiles } from '../platform/rowCache.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** A bill with each of its calls takes some 90 bytes a call: more than the default, and far less than it takes to read them again. */
const MAX_ROW_CHARS = 24 * 1024 * 1024;

/** How the files of a session were before it was read; undefined where one was gone, so that nothing may be kept. */
export type StampedFiles = FileStamp[] | undefined;

export interface KeepRequest {
  /** Kind of rows, and the name of their file. */
  name: string;
  /** --no-cache */
  off: boolean;
  verbose: boolean;
}

/**
 * What was made of session files, kept between two runs of the command: a row is good as long as its file and the files of its sub-agents are
 * unchanged, and as long as the program is the same. Paths may be relative. A short cut only: whatever goes wrong here costs time and no figure.
 */
export class KeptRows<Row> {
  readonly #cache: RowCache<Row>;
  readonly #agentFiles = new AgentFiles();

  private constructor(cache: RowCache<Row>) {
    this.#cache = cache;
  }

  /** Undefined where nothing is to be kept. */
  static open<Row>({ name, off, verbose }: KeepRequest, terminal: Terminal): KeptRows<Row> | undefined {
    const { keep } = terminal;
    if (off || !keep) return undefined;
    const log = (message: string): void => {
      if (verbose) terminal.err(`clawtrace: ${printable(message)}\n`);
    };
    // Not an ending of session files: a search of the whole home folder must not take it for one.
    const file = path.join(keep.folder, `${name}.rows`);
    return new KeptRows(new RowCache<Row>({ file, tag: keep.build, log, maxRowChars: MAX_ROW_CHARS }));
  }

  /** In the order of the files; undefined for one that has to be read. */
  async recall(files: readonly string[]): Promise<(Row | undefined)[]> {
    await this.#cache.load();
    return this.#askEach(files, (file, all) => this.#cache.get(file, all));
  }

  /** To be taken before the files are read. */
  stamp(files: readonly string[]): Promise<StampedFiles[]> {
    return this.#askEach(files, (_, all) => stampFiles(all));
  }

  keep(file: string, stamps: StampedFiles, row: Row | undefined): void {
    if (stamps && row) this.#cache.set(path.resolve(file), stamps, row);
  }

  /** Writes what is new. */
  async flush(): Promise<void> {
    await this.#cache.flush();
  }

  /** Asks about each file together with those of its sub-agents. */
  #askEach<T>(files: readonly string[], ask: (file: string, all: string[]) => T): Promise<T[]> {
    return lookingOnce(async () => {
      const answers: T[] = [];
      for (const name of files) {
        const file = path.resolve(name);
        answers.push(ask(file, [file, ...(await this.#agentFiles.of(file))]));
      }
      return answers;
    });
  }
}
