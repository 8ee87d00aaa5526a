const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a sound JSON string says; `token` has its quotes. */
export function readToken(token: Uint8Array): string {
  return JSON.parse(strict.decode(token)) as string;
}

/** Its first UTF-16 units, so many, or one less where a pair of them would be cut. */
export function readStartOfToken(token: Uint8Array, units: number): string {
  const end = endOfUnits(token, units);
  return end === undefined ? readToken(token) : (JSON.parse(`${strict.decode(token.subarray(0, end))}"`) as string);
}

/**
 * Whether the string may have this ASCII word, in whatever case, in its first or its last characters: true also where an escape by number
 * might spell it. Any other escape is two bytes for one character, so that twice as many are looked at.
 */
export function mayTokenEndIn(token: Uint8Array, word: string, first: number, last: number): boolean {
  return (
    hasWord(token, word, 0, afterCharacters(token, MARGIN + 2 * first)) ||
    hasWord(token, word, beforeCharacters(token, MARGIN + 2 * last), token.length)
  );
}

/** Where the first so many UTF-16 units of a JSON string end that is known to be sound; undefined where it has no more than these. */
function endOfUnits(token: Uint8Array, units: number): number | undefined {
  let at = 1;
  for (let left = units; left > 0;) {
    const byte = token[at] as number;
    const isPair = byte >= 0xf0;
    if (isPair && left === 1) return at;
    if (byte === BACKSLASH) at += token[at + 1] === LETTER_U ? 6 : 2;
    else at += byte < 0x80 ? 1 : byte < 0xe0 ? 2 : isPair ? 4 : 3;
    left -= isPair ? 2 : 1;
    if (at >= token.length - 1) return undefined;
  }
  return at;
}

/** Bytes more than that: the quote, and what is left of an escape by number that begins before them. */
const MARGIN = 8;

/** Where so many bytes end that are no further part of a character. */
function afterCharacters(bytes: Uint8Array, count: number): number {
  let at = 0;
  for (let left = count; at < bytes.length && (left > 0 || isContinuation(bytes[at] as number)); at++) {
    if (!isContinuation(bytes[at] as number)) left--;
  }
  return at;
}

/** Where the last so many bytes begin that are no further part of a character. */
function beforeCharacters(bytes: Uint8Array, count: number): number {
  let at = bytes.length;
  for (let left = count; at > 0 && left > 0;) if (!isContinuation(bytes[--at] as number)) left--;
  return at;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function hasWord(bytes: Uint8Array, word: string, from: number, to: number): boolean {
  const first = word.charCodeAt(0);
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === BACKSLASH && bytes[at + 1] === LETTER_U) return true;
    if ((byte | 0x20) === first && isWordAt(bytes, word, at)) return true;
  }
  return false;
}

function isWordAt(bytes: Uint8Array, word: string, at: number): boolean {
  for (let i = 1; i < word.length; i++) if (((bytes[at + i] ?? 0) | 0x20) !== word.charCodeAt(i)) return false;
  return true;
}
