/**
 * Strings of JSON text, found in bytes without decoding them. `bytes` and `words` are two views of the same memory from its start; four
 * bytes are looked at at once where nothing is to be done for them.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** 1 for bytes of a string that stand for one UTF-16 unit and nothing else; 0 for quotes, escapes, control characters, parts of characters. */
const PLAIN = new Uint8Array(256).fill(1, 0x20, 0x80);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

/** Bytes of an escape by what follows the backslash; 0 for none that JSON has. */
const ESCAPE = new Uint8Array(256);
for (const letter of '"\\/bfnrt') ESCAPE[letter.charCodeAt(0)] = 2;
ESCAPE['u'.charCodeAt(0)] = 6;

/** The first byte from `at` on that is not plain; `to` where all are. */
export function endOfPlain(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && PLAIN[bytes[at] as number] === 1) at++;
  return at;
}

/** Index of the quote that closes the string whose content begins at `from`; -1 where none does before `to`. The content is not checked. */
export function endOfString(bytes: Uint8Array, words: Int32Array, from: number, to: number): number {
  let at = from;
  const lastWord = to >> 2;
  for (;;) {
    while (at < to && bytes[at] !== QUOTE) {
      at++;
      if ((at & 3) === 0) at = wordWithQuote(words, at >> 2, lastWord) << 2;
    }
    if (at >= to) return -1;
    let escapes = at - 1;
    while (escapes >= from && bytes[escapes] === BACKSLASH) escapes--;
    if (((at - escapes) & 1) === 1) return at;
    at++;
  }
}

/** The first word from `word` on that has a quote in it; `last` where none has. */
function wordWithQuote(words: Int32Array, word: number, last: number): number {
  while (word < last) {
    const quotes = (words[word] as number) ^ 0x22222222;
    if (((quotes - 0x01010101) & ~quotes & 0x80808080) !== 0) break;
    word++;
  }
  return word;
}

/**
 * The first word from `word` on with anything but plain bytes in it; `last` where all are plain. A subtraction sets the top bit of a byte
 * that is too small: with bit 1 flipped, control characters and the quote are the bytes below 0x21. Bytes above 0x7f have it already.
 */
function wordWithOther(words: Int32Array, word: number, last: number): number {
  while (word < last) {
    const value = words[word] as number;
    const small = (value ^ 0x02020202) - 0x21212121;
    const escape = (value ^ 0x5c5c5c5c) - 0x01010101;
    if (((small | escape | value) & 0x80808080) !== 0) break;
    word++;
  }
  return word;
}

/** Where a string ended and how long it is. */
export interface Measured {
  end: number;
  /** UTF-16 units. */
  units: number;
}

/**
 * Like endOfString, and counts the UTF-16 units of the string. Checks all of it on the way: false for a control character, an escape that
 * JSON does not have, bytes that are not UTF-8, and a string that does not end. The result is written to `out`, so that nothing is allocated.
 */
export function measureString(bytes: Uint8Array, words: Int32Array, from: number, to: number, out: Measured): boolean {
  let at = from;
  // Every byte counts one; `surplus` is what was counted too much.
  let surplus = 0;
  const lastWord = to >> 2;
  while (at < to) {
    const byte = bytes[at] as number;
    if (PLAIN[byte] === 1) {
      at++;
      if ((at & 3) === 0) at = wordWithOther(words, at >> 2, lastWord) << 2;
    } else if (byte === QUOTE) {
      out.end = at;
      out.units = at - from - surplus;
      return true;
    } else if (byte === BACKSLASH) {
      if (at + 1 >= to) return false;
      const length = ESCAPE[bytes[at + 1] as number] as number;
      if (length === 0 || (length === 6 && !isHex4(bytes, at + 2, to))) return false;
      surplus += length - 1;
      at += length;
    } else {
      const length = byte < 0x80 ? 0 : characterLength(bytes, at, to);
      if (length === 0) return false;
      surplus += length - (length === 4 ? 2 : 1);
      at += length;
    }
  }
  return false;
}

function isHex4(bytes: Uint8Array, from: number, to: number): boolean {
  if (from + 4 > to) return false;
  for (let i = from; i < from + 4; i++) if (!isHex(bytes[i] as number)) return false;
  return true;
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** Bytes of the UTF-8 character at `at` (RFC 3629, table 3-7 of the Unicode standard); 0 where it is none. */
function characterLength(bytes: Uint8Array, at: number, to: number): number {
  const lead = bytes[at] as number;
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > to) return 0;
  const second = bytes[at + 1] as number;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let i = at + 2; i < at + length; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) return 0;
  return length;
}
