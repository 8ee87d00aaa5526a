import type { AnalyzedSession, Step } from '../card/findings.ts';
import type { ToolUse } from '../card/toolUse.ts';
import type { Json, ToolStep } from '../session/session.ts';

/** A session as the analysts look at it: its steps, what each did, and when each name was seen and used. */
export interface SessionView {
  analyzed: AnalyzedSession;
  uses: ReadonlyMap<number, ToolUse>;
  words: WordTimes;
}

/** When names occur, by index of the entry in the main thread. */
export interface WordTimes {
  /** First entry of any kind in which the name stands. */
  firstSeen: ReadonlyMap<string, number>;
  /** Last entry in which the model itself wrote it: an answer or the arguments of a call. */
  lastWritten: ReadonlyMap<string, number>;
  /** Last entry in which the model wrote this whole line, white space at its ends left out. */
  lastLine: ReadonlyMap<string, number>;
}

/** Lines shorter than this stand in many files and prove nothing. */
const TELLING_LINE = 12;

export function viewSession(analyzed: AnalyzedSession): SessionView {
  return { analyzed, uses: analyzed.uses, words: readWords(analyzed) };
}

/**
 * Names as programs, logs and file systems have them: identifiers with an inner capital, an underscore or a digit, numbers of five digits and
 * more, and paths (by their last two parts, so that relative and absolute ones meet). Plain words are left out: that a later answer says
 * "session" or "return" says nothing about where it learned of them.
 */
export function namesOf(text: string): string[] {
  const words = (text.match(/[\p{L}_$][\p{L}\p{N}_$]{4,}|\d{5,}/gu) ?? []).filter((name) => /[\p{Ll}\d]\p{Lu}|_|\d/u.test(name));
  const files = (text.match(/[\w@+./-]{5,}/g) ?? []).flatMap((word) => {
    if (!word.includes('.')) return [];
    const parts = word.split('/').filter(Boolean);
    const last = parts.at(-1);
    // A file name has an extension; a version number or the end of a sentence has none.
    return last !== undefined && /[\w@+-]\.[A-Za-z]\w{0,5}$/.test(last.slice(-24)) ? [parts.slice(-2).join('/')] : [];
  });
  return [...words, ...files];
}

/** The line as it is compared, or undefined when it is too short to tell anything. */
export function tellingLine(line: string): string | undefined {
  const trimmed = line.trim();
  return trimmed.length >= TELLING_LINE ? trimmed : undefined;
}

export function isToolStep(step: Step): step is Step & { entry: ToolStep } {
  return step.entry.kind === 'tool';
}

function readWords(analyzed: AnalyzedSession): WordTimes {
  const firstSeen = new Map<string, number>();
  const lastWritten = new Map<string, number>();
  const lastLine = new Map<string, number>();
  const see = (text: string, at: number): void => {
    for (const name of namesOf(text)) if (!firstSeen.has(name)) firstSeen.set(name, at);
  };
  const write = (text: string, at: number): void => {
    for (const name of namesOf(text)) {
      if (!firstSeen.has(name)) firstSeen.set(name, at);
      lastWritten.set(name, at);
    }
    for (const line of text.split('\n')) {
      const telling = tellingLine(line);
      if (telling !== undefined) lastLine.set(telling, at);
    }
  };
  for (const entry of analyzed.attributed.session.main.entries) {
    if (entry.kind === 'user') see(entry.text, entry.index);
    else if (entry.kind === 'llm') write(entry.text, entry.index);
    else if (entry.kind === 'tool') {
      // Arguments were written before the result came: a name in both is not taken from the result.
      for (const text of stringsOf(entry.args)) write(text, entry.callIndex >= 0 ? entry.callIndex : entry.index - 1);
      if (entry.result) see(entry.result.text, entry.index);
    }
  }
  return { firstSeen, lastWritten, lastLine };
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
