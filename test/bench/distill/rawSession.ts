/** A record of a session file as it stands there, to be changed in place. */
export type RawRecord = Record<string, unknown>;

/** A tool use of the main thread with its answer, as the source's own records tell it. */
export interface RawUse {
  id: string;
  name: string;
  input: RawRecord;
  result: string;
  isError: boolean;
  /** Where its call and its answer stand in the list of records. */
  callAt: number;
  resultAt: number;
}

/** What is put into a session: a turn with one tool use, or something a person says. */
export type Piece =
  | {
      kind: 'use';
      id: string;
      name: string;
      input: RawRecord;
      result: string;
      isError?: boolean;
      exitCode?: number;
      /** What the model writes before it. */
      say?: string;
    }
  | { kind: 'user'; text: string };

/** A session file taken apart as little as is needed to put something in between. */
export interface RawSession {
  format: RawFormat;
  records: RawRecord[];
  cwd: string;
  /** How its tools are called. */
  tools: { read: string; path: string; shell: string; edit: string };
  uses: RawUse[];
  /** Places behind which a turn can be put: all tool uses are answered there, and the next record is a call that goes on from it. */
  gaps: number[];
  /** Where a person speaks, the context is compacted or shrinks: nothing before can be relied upon behind it. */
  breaks: number[];
}

/** The tokens of a prompt as a call's usage states them. */
export interface Prompt {
  plain: number;
  read: number;
  written: number;
}

/** What differs between the sources. */
export interface RawFormat {
  name: 'claude-code' | 'openclaw';
  open(records: RawRecord[]): RawSession;
  /** The id by which the records of one call are known, or undefined for what is no call of the main thread. */
  callId(record: RawRecord): string | undefined;
  promptOf(record: RawRecord): Prompt | undefined;
  setPrompt(record: RawRecord, prompt: Prompt): void;
  /** True where the record does not go on from the one before it in the file: a branch that begins elsewhere, and knows nothing of that one. */
  startsBranch(before: RawRecord, record: RawRecord): boolean;
  modelOf(record: RawRecord): string | undefined;
  setOutput(record: RawRecord, tokens: number): void;
  /**
   * The records of a turn between two that are there: `before` it stands, and `next` is the call behind it, whose model and form it copies.
   * The last of them takes the place of `before` for whatever went on from that.
   */
  turn(before: RawRecord, next: RawRecord, piece: Piece & { kind: 'use' }, serial: number): RawRecord[];
  /** Has the call at `call` ask for one more tool in the same answer: what stands behind the call's last record, then behind `before`. */
  join(call: RawRecord, before: RawRecord, piece: Piece & { kind: 'use' }, serial: number): [asked: RawRecord[], answered: RawRecord];
  outputOf(record: RawRecord): number;
  said(before: RawRecord, next: RawRecord, text: string, serial: number): RawRecord[];
  /** Makes a record go on from another one. */
  follow(record: RawRecord, before: RawRecord): void;
  idOf(record: RawRecord): string | undefined;
  parentOf(record: RawRecord): string | undefined;
}

/** From this share of the prompt before it on, a call did not forget anything. */
const SAME_CONTEXT = 0.97;

/** Calls whose prompt is clearly shorter than the one before. */
export function shrunkAt(format: RawFormat, records: readonly RawRecord[]): number[] {
  const at: number[] = [];
  let before = 0;
  records.forEach((record, i) => {
    const prompt = format.promptOf(record);
    if (!prompt) return;
    const tokens = prompt.plain + prompt.read + prompt.written;
    if (tokens < before * SAME_CONTEXT) at.push(i);
    before = tokens;
  });
  return at;
}

/** A part of a record, to be changed in place. */
export function partOf(value: unknown): RawRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RawRecord) : undefined;
}

/** The records of a file; lines that are no JSON objects are left out, for nothing is put beside them. */
export function parseRecords(text: string): RawRecord[] {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    try {
      return [JSON.parse(line) as RawRecord];
    } catch {
      return [];
    }
  });
}

export function formatRecords(records: readonly RawRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
