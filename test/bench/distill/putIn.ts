import type { Piece, Prompt, RawRecord, RawSession } from './rawSession.ts';

/** Turns and words to be put behind the record at `after`, in this order. */
export interface Insertion {
  after: number;
  pieces: readonly Piece[];
  /** True where they are asked for in the answer before, beside what that asked for, and make no turns of their own. */
  joined?: true;
}

/** How many characters a token has where a session does not tell. */
const USUAL_DENSITY = 3.8;

/** An answer's tokens beside its arguments: the name of the tool and the frame of the call. */
const CALL_TOKENS = 24;

/** A prompt that is shorter than this share of the one before has lost what stood in it. */
const FORGOTTEN = 0.7;

/** Between this share and that one nobody can tell what was lost. */
const KEPT = 0.97;

/**
 * The session as it would have been with these turns: each is a call of its own, which reads what the next call read and writes what that
 * wrote; the next call then writes the new turn alone, and every later prompt is longer by it, until the context is cut.
 */
export function putIn(session: RawSession, insertions: readonly Insertion[]): RawRecord[] {
  const density = densityOf(session);
  const records = session.records.map((record) => structuredClone(record));
  // Numbers that no record of a session made in the same way has.
  let serial = records.length;
  for (const { after, pieces, joined } of [...insertions].sort((a, b) => b.after - a.after)) {
    let at = after;
    const put = joined ? joinOne : putOne;
    for (const piece of pieces) at = put(session, records, at, piece, ++serial, density);
  }
  return records;
}

/** Places from which on it is known how long a turn would have been paid for: until a clear cut, with one model, and nothing lost that is not told. */
export function tellableGaps({ format, records, gaps }: RawSession): number[] {
  /** First place behind which what is put in is told; moves up to each change that leaves it in the dark. */
  let from = 0;
  let [before, model] = [0, format.modelOf(records[0] ?? {})];
  const clear: number[] = [];
  const told = (upTo: number): void => void clear.push(...gaps.filter((gap) => gap >= from && gap + 1 < upTo && !clear.includes(gap)));
  records.forEach((record, at) => {
    const prompt = format.promptOf(record);
    const size = prompt ? prompt.plain + prompt.read + prompt.written : 0;
    if (at > 0 && format.startsBranch(records[at - 1] as RawRecord, record)) from = at;
    if (size === 0) return;
    const now = format.modelOf(record);
    const isCut = size < before * FORGOTTEN;
    if (isCut && now === model) told(at);
    if (isCut || size < before * KEPT || now !== model) from = at;
    [before, model] = [size, now];
  });
  told(records.length);
  return clear;
}

/** Puts one piece behind `at` and gives the place of its last record. */
function putOne({ format }: RawSession, records: RawRecord[], at: number, piece: Piece, serial: number, density: number): number {
  const [before, next] = [records[at], records[at + 1]];
  const prompt = next && format.promptOf(next);
  if (!before || !next || !prompt) throw new RangeError('no place for a turn');
  const made = piece.kind === 'use' ? format.turn(before, next, piece, serial) : format.said(before, next, piece.text, serial);
  followLast(format, records.slice(at + 1), before, made.at(-1) as RawRecord);
  if (piece.kind === 'user') growPrompts(format, records, at + 1, tokensOf(piece.text, density), undefined);
  else {
    const output = outputOf(piece, density);
    const [call] = made as [RawRecord, RawRecord];
    format.setPrompt(call, prompt);
    format.setOutput(call, output);
    growPrompts(format, records, at + 1, output + tokensOf(piece.result, density), prompt);
  }
  records.splice(at + 1, 0, ...made);
  return at + made.length;
}

/** Has the call that was answered at `at` ask for this too, and gives the place of its answer. */
function joinOne({ format }: RawSession, records: RawRecord[], at: number, piece: Piece, serial: number, density: number): number {
  const before = records[at];
  const callAt = records.findLastIndex((record, i) => i < at && format.callId(record) !== undefined);
  const call = records[callAt];
  if (!before || !call || piece.kind !== 'use') throw new RangeError('no call to join');
  const [asked, answered] = format.join(call, before, piece, serial);
  followLast(format, records.slice(at + 1), before, answered);
  const output = outputOf(piece, density);
  const id = format.callId(call);
  growPrompts(format, records, at + 1, output + tokensOf(piece.result, density), undefined);
  records.splice(at + 1, 0, answered);
  records.splice(callAt + 1, 0, ...asked);
  const had = format.outputOf(call);
  for (const record of records) if (format.callId(record) === id) format.setOutput(record, had + output);
  return at + 1 + asked.length;
}

/** What went on from `before` goes on from `last`. */
function followLast(format: RawSession['format'], records: readonly RawRecord[], before: RawRecord, last: RawRecord): void {
  const id = format.idOf(before);
  for (const record of records) if (id !== undefined && format.parentOf(record) === id) format.follow(record, last);
}

function outputOf(piece: Piece & { kind: 'use' }, density: number): number {
  return tokensOf(JSON.stringify(piece.input) + (piece.say ?? ''), density) + CALL_TOKENS;
}

/** `known`: what the call before the first of these had written into the cache already, where there is a new one. */
function growPrompts(
  format: RawSession['format'],
  records: readonly RawRecord[],
  from: number,
  tokens: number,
  known: Prompt | undefined,
): void {
  let before: number | undefined;
  let first: string | undefined;
  for (let at = from; at < records.length; at++) {
    const record = records[at] as RawRecord;
    if (at > from && format.startsBranch(records[at - 1] as RawRecord, record)) return;
    const [call, prompt] = [format.callId(record), format.promptOf(record)];
    if (call === undefined || !prompt) continue;
    const size = prompt.plain + prompt.read + prompt.written;
    if (size === 0) continue;
    if (before !== undefined && size < before * FORGOTTEN) return;
    before = size;
    first ??= call;
    const cached = prompt.read + prompt.written > 0;
    if (call === first) {
      if (!cached) format.setPrompt(record, { ...prompt, plain: prompt.plain + tokens });
      else if (known) format.setPrompt(record, { plain: prompt.plain, read: prompt.read + prompt.written, written: tokens });
      else format.setPrompt(record, { ...prompt, written: prompt.written + tokens });
    } else if (!cached) format.setPrompt(record, { ...prompt, plain: prompt.plain + tokens });
    else if (prompt.written > prompt.read) format.setPrompt(record, { ...prompt, written: prompt.written + tokens });
    else format.setPrompt(record, { ...prompt, read: prompt.read + tokens });
  }
}

function tokensOf(text: string, density: number): number {
  return Math.ceil(text.length / density);
}

/** Characters a token in this session: what was written and answered between two calls against the growth of the prompt. The middle one. */
function densityOf({ format, records, uses }: RawSession): number {
  const chars = new Map<number, number>();
  const add = (at: number, text: string): void => void chars.set(at, (chars.get(at) ?? 0) + text.length);
  for (const use of uses) {
    add(use.callAt, JSON.stringify(use.input));
    add(use.resultAt, use.result);
  }
  const found: number[] = [];
  let [before, since] = [0, 0];
  records.forEach((record, at) => {
    const prompt = format.promptOf(record);
    const size = prompt ? prompt.plain + prompt.read + prompt.written : 0;
    if (size > before && before > 0 && since > LEAST_CHARS) found.push(since / (size - before));
    if (size > 0 && size !== before) [before, since] = [size, 0];
    since += chars.get(at) ?? 0;
  });
  found.sort((a, b) => a - b);
  return Math.min(6, Math.max(2, found[found.length >> 1] ?? USUAL_DENSITY));
}

/** Below this, names and frames outweigh the text. */
const LEAST_CHARS = 1000;
