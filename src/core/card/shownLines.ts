import { hasWholeText, startOfText } from '../session/heldText.ts';
import { stripReminders } from '../session/normalizeResult.ts';
import type { ToolStep } from '../session/session.ts';
import type { ToolUse } from './toolUse.ts';

const GUTTER = /^\s{0,8}(\d{1,7})(\u2192|\t|\. |\.$)(.*)$/;

/** What editors with a `view` command put above the lines. */
const HEADER = /^Here's the result of running `cat -n` on .*:$/;

/** Notes that tools put under the text of a file; they are no lines of it. */
const NOTE = /^\[(?:Showing lines|\d+ more lines|Line \d+ is|Read output capped|Truncated|Output truncated).*\]$/i;

export interface ShownLines {
  /** By line number. */
  texts: ReadonlyMap<number, string>;
  /** The result itself tells the numbers. */
  numbered: boolean;
}

/**
 * The lines of a file that a read showed, by line number: from the numbers in the gutter where the tool writes them, else counted from the
 * first line asked for. Undefined where the result is not wholly known, or is a picture.
 */
export function shownLines(step: ToolStep, use: ToolUse): ShownLines | undefined {
  const { result } = step;
  if (!result || result.images > 0 || !hasWholeText(result)) return undefined;
  const text = stripReminders(result.text).trimEnd();
  const rows = text.split(text.includes('\r') ? /\r?\n/ : '\n');
  while (rows.length > 0 && (NOTE.test((rows.at(-1) as string).trim()) || rows.at(-1)?.trim() === '')) rows.pop();
  if (HEADER.test(rows[0] ?? '')) rows.shift();
  const from = use.range?.from ?? 1;
  const first = GUTTER.exec(rows[0] ?? '');
  const start = Number(first?.[1]);
  // `1.` may be a list's, so it must also begin right.
  const texts = first && (!first[2]?.startsWith('.') || start === from) ? numberedLines(rows, start) : undefined;
  if (texts) return { texts, numbered: true };
  const lines = new Map<number, string>();
  rows.forEach((row, i) => lines.set(from + i, row.trimEnd()));
  return { texts: lines, numbered: false };
}

/** A first line of so many characters, or none that is looked at alone. */
const HEAD = 300;

/** What is known of a read's first line without the others. */
export interface FirstLine {
  number: number;
  /** What shownLines may give for it: which, depends on the others. */
  texts: readonly string[];
}

/** The first line that a read showed, if its beginning alone tells it for sure. */
export function firstShownLine({ result }: ToolStep, use: ToolUse): FirstLine | undefined {
  if (!result) return undefined;
  const start = startOfText(result, HEAD);
  const row = start.slice(0, Math.max(0, start.indexOf('\n'))).trimEnd();
  if (row === '' || HEADER.test(row) || NOTE.test(row.trim()) || row.includes('<system-reminder>')) return undefined;
  const number = use.range?.from ?? 1;
  const match = GUTTER.exec(row);
  if (!match) return { number, texts: [row] };
  return Number(match[1]) === number ? { number, texts: [row, (match[3] ?? '').trimEnd()] } : undefined;
}

/** True where two reads of one line show two texts, as those do between which a file was written: then no two of their lines are compared. */
export function differAtOnce(a: FirstLine | undefined, b: FirstLine | undefined): boolean {
  return a !== undefined && a.number === b?.number && !a.texts.some((text) => b.texts.includes(text));
}

/** The lines by the numbers in their gutter. A file may itself begin with numbers, so these must count up by one without a gap. */
function numberedLines(rows: readonly string[], start: number): Map<number, string> | undefined {
  const lines = new Map<number, string>();
  for (const [i, row] of rows.entries()) {
    const match = GUTTER.exec(row);
    if (!match || Number(match[1]) !== start + i) return undefined;
    lines.set(start + i, (match[3] ?? '').trimEnd());
  }
  return lines;
}
