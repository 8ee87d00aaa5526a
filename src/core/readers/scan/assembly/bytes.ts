import { BACKSLASH, QUOTE } from './layout';

// What can be told from bytes alone. `to` is where the line ends; up to 16 bytes are loaded at once, also where fewer are left.

/** UTF-16 units of the string that was measured last. */
let units: i32 = 0;

export function measuredUnits(): i32 {
  return units;
}

/** Reads up to 15 bytes behind both. */
export function isSame(a: i32, b: i32, length: i32): bool {
  for (let i = 0; i < length; i += 16) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i)));
    const wanted = length - i >= 16 ? 0xffff : (1 << (length - i)) - 1;
    if ((same & wanted) !== wanted) return false;
  }
  return true;
}

/** The first byte from `from` on that is a quote, an escape, a control character or no ASCII; not before `to` where there is none. */
export function endOfPlain(from: i32, to: i32): i32 {
  let i = from;
  while (i < to) {
    const special = specials(i);
    if (special !== 0) return i + ctz(special);
    i += 16;
  }
  return i;
}

/** A bit for each of the 16 bytes that stands for something else than itself. As signed numbers, bytes above 0x7f are below 0x20 too. */
function specials(from: i32): i32 {
  const bytes = v128.load(from);
  const quote = i8x16.eq(bytes, i8x16.splat(0x22));
  const escape = i8x16.eq(bytes, i8x16.splat(0x5c));
  const others = i8x16.lt_s(bytes, i8x16.splat(0x20));
  return i8x16.bitmask(v128.or(v128.or(quote, escape), others));
}

/** The quote that closes the string whose content begins at `from` or, without an escape between, before it. The content is not checked. */
export function endOfString(from: i32, to: i32): i32 {
  for (let i = from; i < to; i += 16) {
    let quotes = i8x16.bitmask(i8x16.eq(v128.load(i), i8x16.splat(0x22)));
    while (quotes !== 0) {
      const quote = i + ctz(quotes);
      if (quote >= to) unreachable();
      let before = quote - 1;
      while (before >= from && load<u8>(before) === BACKSLASH) before--;
      if (((quote - before) & 1) === 1) return quote;
      quotes &= quotes - 1;
    }
  }
  unreachable();
  return 0;
}

/**
 * The closing quote too, with all of the string checked on the way, and its UTF-16 units counted: refuses a control character, an escape
 * that JSON does not have, and bytes that are not UTF-8.
 */
export function measure(from: i32, to: i32): i32 {
  let i = from;
  // Every byte counts one; `surplus` is what was counted too much.
  let surplus = 0;
  while (i < to) {
    const special = specials(i);
    if (special === 0) {
      i += 16;
      continue;
    }
    i += ctz(special);
    if (i >= to) break;
    const first: i32 = load<u8>(i);
    if (first === QUOTE) {
      units = i - from - surplus;
      return i;
    }
    const length = first === BACKSLASH ? escapeLength(i, to) : first < 0x80 ? 0 : characterLength(i, first, to);
    if (length === 0) break;
    surplus += first === BACKSLASH ? length - 1 : length - (length === 4 ? 2 : 1);
    i += length;
  }
  unreachable();
  return 0;
}

/** Bytes of the escape at `from`; 0 for none that JSON has. */
function escapeLength(from: i32, to: i32): i32 {
  if (from + 1 >= to) return 0;
  const letter: i32 = load<u8>(from + 1);
  switch (letter) {
    case 0x22: // "
    case 0x5c: // \
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return 2;
    case 0x75: // u
      if (from + 6 > to) return 0;
      for (let i = from + 2; i < from + 6; i++) if (!isHex(load<u8>(i))) return 0;
      return 6;
    default:
      return 0;
  }
}

function isHex(byte: i32): bool {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** Bytes of the UTF-8 character at `from` (RFC 3629, table 3-7 of the Unicode standard); 0 where it is none. */
function characterLength(from: i32, lead: i32, to: i32): i32 {
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length === 0 || from + length > to) return 0;
  const second: i32 = load<u8>(from + 1);
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let i = from + 2; i < from + length; i++) if ((load<u8>(i) & 0xc0) !== 0x80) return 0;
  return length;
}
