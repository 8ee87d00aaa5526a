const ESCAPE_UNIT = 27;
const ESCAPE = String.fromCharCode(ESCAPE_UNIT);
const TERMINAL_COLOUR = new RegExp(`${ESCAPE}\\[[0-9;]*[A-Za-z]`, 'g');

const [TAB, NEWLINE, RETURN, BLANK, COLON, ARROW, MICRO] = [9, 10, 13, 32, 58, 0x2192, 0xb5];

/** What a text holds without which a pattern finds nothing. */
const COLOUR = 1;
const RETURNS = 2;
/** A number before an arrow or a tab. */
const GUTTER = 4;
/** A number before a colon: a clock. */
const CLOCK = 8;
/** A number before what a unit of time begins with. */
const DURATION = 16;
/** A number behind what the name of a process ends with. */
const PROCESS = 32;
const BLANK_ENDS = 64;

/**
 * Takes out of a tool result what changes from run to run without meaning anything: times, durations, process ids, line-number
 * gutters and the harness's reminders. Two results that are equal afterwards told the agent the same.
 */
export function normalizeResult(text: string): string {
  let rest = stripReminders(text);
  // To see in one pass that there is nothing for a pattern takes a fraction of the time that the patterns take to find nothing.
  const holds = lookThrough(rest);
  if (holds & COLOUR) {
    // What they stood between may now be a number and its unit.
    rest = rest.replace(TERMINAL_COLOUR, '');
    rest = withoutMoments(rest, GUTTER | CLOCK | DURATION | PROCESS, (holds & RETURNS) !== 0);
  } else rest = withoutMoments(rest, holds, (holds & RETURNS) !== 0);
  if (holds & (BLANK_ENDS | RETURNS | COLOUR)) rest = withoutBlankEnds(rest);
  return rest.trim();
}

/** 1 for the characters below 64 at which something may begin or end: nearly all of a text is passed over. */
const TELLS = new Uint8Array(64);
for (const unit of [ESCAPE_UNIT, NEWLINE, RETURN]) TELLS[unit] = 1;
TELLS.fill(1, 0x30, 0x3a);

function lookThrough(text: string): number {
  let holds = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 64 ? TELLS[unit] === 0 : unit !== 0x2028 && unit !== 0x2029) continue;
    if (isDigit(unit)) {
      if (endsProcess(text, i)) holds |= PROCESS;
      while (++i < text.length && isDigit(text.charCodeAt(i)));
      const next = i < text.length ? text.charCodeAt(i) : 0;
      holds |= afterDigit(next === BLANK && i + 1 < text.length && beginsUnit(text.charCodeAt(i + 1)) ? LETTER_S : next);
      i--;
    } else if (unit === RETURN) holds |= RETURNS;
    else if (unit === ESCAPE_UNIT) holds |= COLOUR;
    else if (i > 0 && isBlank(text.charCodeAt(i - 1))) holds |= BLANK_ENDS;
  }
  return holds;
}

function afterDigit(unit: number): number {
  if (unit === COLON) return CLOCK;
  if (unit === TAB || unit === ARROW) return GUTTER;
  return beginsUnit(unit) ? DURATION : 0;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

const LETTER_S = 0x73;

/** h, m, n, s, u. */
function beginsUnit(unit: number): boolean {
  return unit === 0x68 || unit === 0x6d || unit === 0x6e || unit === LETTER_S || unit === 0x75 || unit === MICRO;
}

function isSeparator(unit: number): boolean {
  return unit === BLANK || unit === COLON || unit === 0x3d || unit === 0x23;
}

/** True where a `d` or an `s` stands before the separators that end at `to`: the last letter of "pid", "process id" and "process". */
function endsProcess(text: string, to: number): boolean {
  let at = to - 1;
  if (at < 0 || !isSeparator(text.charCodeAt(at))) return false;
  while (at > 0 && at > to - 4 && isSeparator(text.charCodeAt(at))) at--;
  const letter = text.charCodeAt(at) | 0x20;
  return letter === 0x64 || letter === 0x73;
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

function withoutMoments(text: string, holds: number, hasReturns: boolean): string {
  let rest = hasReturns ? text.replace(/\r\n?/g, '\n') : text;
  if (holds & GUTTER) rest = rest.replace(/^ {0,8}\d{1,7}(?:\u2192|\t)/gm, '');
  if (holds & CLOCK) {
    rest = rest
      .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?/g, '<time>')
      .replace(/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>');
  }
  if (holds & DURATION) {
    rest = rest
      .replace(/\b(?:\d+h ?)?\d+m ?\d+(?:\.\d+)?s\b/g, '<duration>')
      .replace(/\b\d+(?:\.\d+)? ?(?:ms|milliseconds?|s|secs?|seconds?|mins?|minutes?|ns|µs|us)\b/g, '<duration>');
  }
  if (holds & PROCESS) rest = rest.replace(/\b(pid|process id|process)([ :=#]{1,3})\d+\b/gi, '$1$2<pid>');
  return rest;
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

/** Hash of a tool result's whole text; of a result that was read, `resultHash` gives it. */
export function hashResult(text: string): string {
  return hashText(normalizeResult(text));
}
