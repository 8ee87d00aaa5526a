import path from 'node:path';
import { AgentFiles } from '../platform/agentFiles.ts';
import { lookingOnce } from '../platform/lookOnce.ts';
import { OutcomeFolders } from '../platform/outcomeFiles.ts';
import type { OutcomePlaces } from '../platform/readOutcome.ts';
import { RowCache } from '../platform/rowCache.ts';
import { factsOfRow, filesOfRow, stampRow } from '../platform/rowSources.ts';
import type { RowPlaces, RowStamp } from '../platform/rowSources.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** A bill with each of its calls takes some 90 bytes a call: more than the default, and far less than it takes to read them again. */
const MAX_ROW_CHARS = 24 * 1024 * 1024;

/** What somebody breaks off after some seconds should have kept most of them. In milliseconds. */
const WRITE_AFTER_MS = 2_000;

export interface KeepRequest {
  /** Kind of rows, and the name of their file. */
  name: string;
  /** --no-cache */
  off: boolean;
  verbose: boolean;
  /** Where to look for how sessions ended, if the rows tell it. */
  outcomes?: Omit<OutcomePlaces, 'folders'>;
  /** What else the row of a file (absolute path) depends on, as a text that is the same as long as that is. */
  facts?: (file: string) => string;
}

/**
 * What was made of session files, kept between two runs of the command: a row is good as long as all is unchanged that it was made of
 * (`rowSources.ts`), and as long as the program is the same. Paths may be relative. A short cut only: whatever goes wrong here costs time and no
 * figure.
 */
export class KeptRows<Row> {
  readonly #cache: RowCache<Row>;
  readonly #places: RowPlaces;
  readonly #facts: (file: string) => string;

  private constructor(cache: RowCache<Row>, { outcomes, facts = () => '' }: KeepRequest) {
    this.#cache = cache;
    this.#places = { agentFiles: new AgentFiles(), ...(outcomes && { outcomes: { ...outcomes, folders: new OutcomeFolders() } }) };
    this.#facts = facts;
  }

  /** Undefined where nothing is to be kept. */
  static open<Row>(request: KeepRequest, terminal: Terminal): KeptRows<Row> | undefined {
    const { name, off, verbose } = request;
    const { keep } = terminal;
    if (off || !keep) return undefined;
    const log = (message: string): void => {
      if (verbose) terminal.err(`clawtrace: ${printable(message)}\n`);
    };
    // Not an ending of session files: a search of the whole home folder must not take it for one.
    const file = path.join(keep.folder, `${name}.rows`);
    return new KeptRows(
      new RowCache<Row>({ file, tag: keep.build, log, maxRowChars: MAX_ROW_CHARS, writeAfterMs: WRITE_AFTER_MS }),
      request,
    );
  }

  /** In the order of the files; undefined for one that has to be read. */
  async recall(files: readonly string[]): Promise<(Row | undefined)[]> {
    await this.#cache.load();
    return askEach(files, async (file) => {
      const all = await filesOfRow(file, this.#places);
      return this.#cache.get(file, all, this.#withFacts(file, await factsOfRow(file, this.#places)));
    });
  }

  /** To be taken before the files are read. */
  stamp(files: readonly string[]): Promise<RowStamp[]> {
    return askEach(files, async (file) => {
      const { files: all, facts } = await stampRow(file, this.#places);
      return { files: all, facts: this.#withFacts(file, facts) };
    });
  }

  async keep(file: string, stamp: RowStamp | undefined, row: Row | undefined): Promise<void> {
    if (!stamp?.files || !row) return;
    this.#cache.set(path.resolve(file), stamp.files, row, stamp.facts);
    await this.#cache.giveTime();
  }

  /** Writes what is new. */
  async flush(): Promise<void> {
    await this.#cache.flush();
  }

  #withFacts(file: string, facts: string): string {
    return `${facts}\n${this.#facts(file)}`.trim();
  }
}

/** Asks about each file, given by its absolute path, and looks at nothing twice. */
function askEach<T>(files: readonly string[], ask: (file: string) => Promise<T>): Promise<T[]> {
  return lookingOnce(async () => {
    const answers: T[] = [];
    for (const file of files) answers.push(await ask(path.resolve(file)));
    return answers;
  });
}
