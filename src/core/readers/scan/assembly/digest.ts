import { BACKSLASH } from './layout';

// The digest of `../../textDigest.ts` for a string in bytes, which need not be decoded for it.

let a: i32 = 0;
let b: i32 = 0;

/** Of the first `units` UTF-16 units of the sound JSON string whose content begins at `from`: one of the two hashes, `digestB` is the other. */
export function digest(from: i32, units: i32): i32 {
  a = 0x811c9dc5;
  b = 0x3c6ef372;
  let at = from;
  let left = units;
  while (left > 0) {
    const first: i32 = load<u8>(at);
    if (first === BACKSLASH) {
      const letter: i32 = load<u8>(at + 1);
      take(letter === 0x75 ? hex(at + 2) : escaped(letter));
      at += letter === 0x75 ? 6 : 2;
      left--;
    } else if (first < 0x80) {
      take(first);
      at++;
      left--;
    } else {
      // The first byte has as many leading ones as there are bytes.
      const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
      let code = first & (0xff >> (length + 1));
      for (let i = 1; i < length; i++) code = (code << 6) | (load<u8>(at + i) & 0x3f);
      at += length;
      left--;
      if (length < 4) take(code);
      else {
        take(0xd800 + ((code - 0x10000) >> 10));
        if (left-- > 0) take(0xdc00 + (code & 0x3ff));
      }
    }
  }
  return a;
}

export function digestB(): i32 {
  return b;
}

function take(unit: i32): void {
  a = (a ^ unit) * 0x01000193;
  const mixed = (b + unit) * 0x5bd1e995;
  b = mixed ^ (<i32>((<u32>mixed) >>> 15));
}

function escaped(letter: i32): i32 {
  switch (letter) {
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    default:
      return letter;
  }
}

function hex(from: i32): i32 {
  let value = 0;
  for (let i = from; i < from + 4; i++) {
    const digit: i32 = load<u8>(i);
    // A letter's low bits begin with 1.
    value = (value << 4) | (digit <= 0x39 ? digit - 0x30 : (digit & 0xf) + 9);
  }
  return value;
}
