import type { Entry, Json } from '../session/session.ts';
import { namesOf } from './namesOf.ts';

/** When names occur in a thread, by index of the entry. */
export interface WordTimes {
  /** True for a name that the model wrote at some time, and that stood in no entry of any kind before this one. */
  isNewAt(name: string, index: number): boolean;
  /** Last entry in which the model itself wrote it: an answer or the arguments of a call. */
  lastWritten: ReadonlyMap<string, number>;
  /** Last entry in which the model wrote this whole line, white space at its ends left out. */
  lastLine: ReadonlyMap<string, number>;
}

/** Lines shorter than this stand in many files and prove nothing. */
const TELLING_LINE = 12;

/** Plain words of some length in small letters: what an answer in prose shares with the text that it is about. */
export function plainWordsOf(text: string): string[] {
  return (text.match(/\p{L}{6,}/gu) ?? []).map((word) => word.toLowerCase());
}

/** The line as it is compared, or undefined when it is too short to tell anything. */
export function tellingLine(line: string): string | undefined {
  const trimmed = line.trim();
  return trimmed.length >= TELLING_LINE ? trimmed : undefined;
}

/** Reads a whole thread, and what was answered after its last entry; `wordsOf` says what a word is. */
export function readWords(entries: readonly Entry[], wordsOf: (text: string) => string[] = namesOf, answer = ''): WordTimes {
  /** First entry known so far in which a name stands that the model wrote at some time. */
  const firstSeen = new Map<string, number>();
  const lastWritten = new Map<string, number>();
  const lastLine = new Map<string, number>();
  const write = (text: string, at: number): void => {
    for (const name of wordsOf(text)) {
      if (!((firstSeen.get(name) ?? Infinity) <= at)) firstSeen.set(name, at);
      if (!((lastWritten.get(name) ?? -1) >= at)) lastWritten.set(name, at);
    }
    for (const line of text.split('\n')) {
      const telling = tellingLine(line);
      if (telling !== undefined && !((lastLine.get(telling) ?? -1) >= at)) lastLine.set(telling, at);
    }
  };
  for (const entry of entries) {
    if (entry.kind === 'llm') write(entry.text, entry.index);
    // Arguments were written before the result came: a name in both is not taken from the result.
    else if (entry.kind === 'tool')
      for (const text of stringsOf(entry.args)) write(text, entry.callIndex >= 0 ? entry.callIndex : entry.index - 1);
  }
  write(answer, entries.length);
  let read = 0;
  /** Most of a session's text is what tools gave, so it is read only as far as somebody asks. */
  const readBefore = (index: number): void => {
    for (; read < Math.min(index, entries.length); read++) {
      const entry = entries[read] as Entry;
      const text = entry.kind === 'user' ? entry.text : entry.kind === 'tool' ? entry.result?.text : undefined;
      if (text === undefined) continue;
      for (const name of wordsOf(text)) if ((firstSeen.get(name) ?? -1) > entry.index) firstSeen.set(name, entry.index);
    }
  };
  const isNewAt = (name: string, index: number): boolean => {
    if ((firstSeen.get(name) ?? -1) < index) return false;
    readBefore(index);
    return (firstSeen.get(name) ?? -1) >= index;
  };
  return { isNewAt, lastWritten, lastLine };
}

/** No agent nests arguments as deeply; what does is a trap for whoever walks through it. */
const DEEPEST = 200;

/** All strings in a tool's arguments, in order; those of absurdly deep places are left out. */
export function* stringsOf(value: Json, levels = DEEPEST): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null && levels > 0) {
    for (const item of Object.values(value)) yield* stringsOf(item, levels - 1);
  }
}
