/** What a character can be part of, as bits. */
const DIGIT = 1;
const LOWER = 2;
const UPPER = 4;
/** `$`: part of an identifier and of no path. */
const SIGN = 8;
/** Parts of a path, and of no word: `@+/-`, and the dot. */
const PATH = 16;
const DOT = 32;
const SCORE = 64;
const WORD = DIGIT | LOWER | UPPER | SIGN | SCORE;

const KINDS = new Uint8Array(128);
for (let i = 0; i < 26; i++) {
  KINDS[65 + i] = UPPER;
  KINDS[97 + i] = LOWER;
}
for (let i = 48; i < 58; i++) KINDS[i] = DIGIT;
for (const [sign, kind] of [['$', SIGN], ['_', SCORE], ['.', DOT], ['@', PATH], ['+', PATH], ['/', PATH], ['-', PATH]] as const) KINDS[sign.charCodeAt(0)] = kind; // prettier-ignore

/** What was found out of units beyond ASCII, of which a text has few different ones: UNKNOWN until it is asked for. */
const FOREIGN = new Uint8Array(0x10000);
const UNKNOWN = 0;
const NOTHING = 1;

/** Letters beyond ASCII are of both cases, so that a case change next to one is never the sign of a name. */
function kindOf(unit: number): number {
  if (unit < 128) return KINDS[unit] as number;
  if (FOREIGN[unit] === UNKNOWN) FOREIGN[unit] = /[\p{L}\p{N}]/u.test(String.fromCharCode(unit)) ? LOWER | UPPER : NOTHING;
  return FOREIGN[unit] === NOTHING ? 0 : LOWER | UPPER;
}

const SHORTEST = 5;

/**
 * Names as programs, logs and file systems have them: identifiers with an inner capital, an underscore or a digit, numbers of five digits and
 * more, and paths (by their last two parts, so that relative and absolute ones meet). Plain words are left out: that a later answer says
 * "session" or "return" says nothing about where it learned of them. One pass, for it is done to all text of a session.
 */
export function namesOf(text: string): string[] {
  const names: string[] = [];
  const end = text.length;
  let i = 0;
  while (i < end) {
    let kind = kindOf(text.charCodeAt(i));
    if (kind === 0) {
      i++;
      continue;
    }
    // Most runs are plain words, which need no second look.
    const start = i;
    let telling = false;
    let before = 0;
    while (kind !== 0) {
      if (kind === DIGIT || kind === SCORE || kind === DOT || (kind === UPPER && (before === LOWER || before === DIGIT))) telling = true;
      before = kind;
      i++;
      kind = i < end ? kindOf(text.charCodeAt(i)) : 0;
    }
    if (telling && i - start >= SHORTEST) addRun(text, start, i, names);
  }
  return names;
}

/** The words and the paths in a run of characters that belong to either. */
function addRun(text: string, start: number, end: number, names: string[]): void {
  let wordStart = -1;
  let pathStart = -1;
  let telling = false;
  let dot = false;
  let before = 0;
  for (let i = start; i <= end; i++) {
    const unit = i < end ? text.charCodeAt(i) : 32;
    const kind = i < end ? kindOf(unit) : 0;
    if ((kind & WORD) !== 0) {
      if (wordStart < 0) {
        wordStart = i;
        telling = false;
        before = 0;
      }
      if (kind === DIGIT || kind === SCORE || (kind === UPPER && (before === LOWER || before === DIGIT))) telling = true;
      before = kind;
    } else if (wordStart >= 0) {
      if (telling && i - wordStart >= SHORTEST) addWord(text, wordStart, i, names);
      wordStart = -1;
    }
    if (kind !== 0 && kind !== SIGN && unit < 128) {
      if (pathStart < 0) {
        pathStart = i;
        dot = false;
      }
      if (kind === DOT) dot = true;
    } else if (pathStart >= 0) {
      if (dot && i - pathStart >= SHORTEST) addFile(text.slice(pathStart, i), names);
      pathStart = -1;
    }
  }
}

/** A number at the beginning stands by itself: `12345abc_d` is 12345 and abc_d. */
function addWord(text: string, start: number, end: number, names: string[]): void {
  let digits = start;
  while (digits < end && kindOf(text.charCodeAt(digits)) === DIGIT) digits++;
  if (digits === start) {
    names.push(text.slice(start, end));
    return;
  }
  if (digits - start >= SHORTEST) names.push(text.slice(start, digits));
  const rest = text.slice(digits, end);
  if (rest.length >= SHORTEST && /[\p{Ll}\d]\p{Lu}|_|\d/u.test(rest)) names.push(rest);
}

/** A file name has an extension; a version number or the end of a sentence has none. */
function addFile(word: string, names: string[]): void {
  const parts = word.split('/').filter(Boolean);
  const last = parts.at(-1);
  if (last !== undefined && /[\w@+-]\.[A-Za-z]\w{0,5}$/.test(last.slice(-24))) names.push(parts.slice(-2).join('/'));
}
