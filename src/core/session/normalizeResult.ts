const ESCAPE = String.fromCharCode(27);
const TERMINAL_COLOUR = new RegExp(`${ESCAPE}\\[[0-9;]*[A-Za-z]`, 'g');

const [TAB, NEWLINE, RETURN, BLANK] = [9, 10, 13, 32];

/** What a text holds that a pattern may have to do with. */
const COLOUR = 1;
const RETURNS = 2;
const DIGITS = 4;
const BLANK_ENDS = 8;

/** By character, for those below 64; the rest means nothing here. */
const MEANS = new Uint8Array(64);
MEANS[ESCAPE.charCodeAt(0)] = COLOUR;
MEANS[RETURN] = RETURNS;
MEANS.fill(DIGITS, 48, 58);

/**
 * Takes out of a tool result what changes from run to run without meaning anything: times, durations, process ids, line-number
 * gutters and the harness's reminders. Two results that are equal afterwards told the agent the same.
 */
export function normalizeResult(text: string): string {
  const told = stripReminders(text);
  // To see in one pass that there is nothing for a pattern takes a fraction of the time that the patterns take to find nothing.
  const holds = lookThrough(told);
  let rest = told;
  if (holds & COLOUR) rest = rest.replace(TERMINAL_COLOUR, '');
  if (holds & RETURNS) rest = rest.replace(/\r\n?/g, '\n');
  if (holds & DIGITS) rest = withoutMoments(rest);
  // What has been taken out may have left a blank at the end of a line.
  if (holds & (BLANK_ENDS | RETURNS) || rest.length < told.length) rest = withoutBlankEnds(rest);
  return rest.trim();
}

function lookThrough(text: string): number {
  let holds = 0;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 64) {
      holds |= MEANS[unit] as number;
      if (unit === NEWLINE && isBlank(before)) holds |= BLANK_ENDS;
    } else if (isLineEnd(unit) && isBlank(before)) holds |= BLANK_ENDS;
    before = unit;
  }
  return holds;
}

/** Cuts blanks and tabs before each end of a line; those at the end of the text are cut by who calls this. */
function withoutBlankEnds(text: string): string {
  let kept = '';
  let from = 0;
  let end = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isBlank(unit)) continue;
    if (isLineEnd(unit) && end < i) {
      kept += text.slice(from, end);
      from = i;
    }
    end = i + 1;
  }
  return from === 0 ? text : kept + text.slice(from);
}

function isBlank(unit: number): boolean {
  return unit === BLANK || unit === TAB;
}

/** Where a pattern's `$` stands, but for the carriage return, of which none is left. */
function isLineEnd(unit: number): boolean {
  return unit === NEWLINE || unit === 0x2028 || unit === 0x2029;
}

function withoutMoments(text: string): string {
  return text
    .replace(/^ {0,8}\d{1,7}(?:\u2192|\t)/gm, '')
    .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?/g, '<time>')
    .replace(/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>')
    .replace(/\b(?:\d+h ?)?\d+m ?\d+(?:\.\d+)?s\b/g, '<duration>')
    .replace(/\b\d+(?:\.\d+)? ?(?:ms|milliseconds?|s|secs?|seconds?|mins?|minutes?|ns|µs|us)\b/g, '<duration>')
    .replace(/\b(pid|process id|process)([ :=#]{1,3})\d+\b/gi, '$1$2<pid>');
}

/** The text without the harness's reminders. By search, not by pattern: hostile text must not make it slow. */
export function stripReminders(text: string): string {
  const [open, close] = ['<system-reminder>', '</system-reminder>'];
  let kept = '';
  let from = 0;
  for (;;) {
    const start = text.indexOf(open, from);
    const end = start < 0 ? -1 : text.indexOf(close, start + open.length);
    if (end < 0) return kept + text.slice(from);
    kept += text.slice(from, start);
    from = end + close.length;
  }
}

/**
 * A stable 64-bit hash of text as 16 hex digits: two lanes of 32-bit multiply-and-mix over UTF-16 units, the length mixed in.
 * Not for security: it only tells whether two results are the same, and equal hashes are confirmed on the texts where it matters.
 */
export function hashText(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul((b << 13) | (b >>> 19), 5) + unit;
    b = (b ^ (b >>> 15)) | 0;
  }
  return `${finish(a ^ text.length)}${finish(b ^ Math.imul(text.length, 0x85ebca6b))}`;
}

function finish(lane: number): string {
  let x = lane;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return ((x ^ (x >>> 16)) >>> 0).toString(16).padStart(8, '0');
}

/** Hash of a tool result as a whole, for ToolResult.hash. */
export function hashResult(text: string): string {
  return hashText(normalizeResult(text));
}
