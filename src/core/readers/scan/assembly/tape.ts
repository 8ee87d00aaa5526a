import { BYTES, TAPE } from './layout';

// What was found, in the order in which it stands in the line; `../recordScanner.ts` reads it.

/** Bytes of an entry: tag and member, an extra, and a place from..to or a number. */
const ENTRY: i32 = 16;

export const PLAIN: i32 = 1;
export const ESCAPED: i32 = 2;
export const SIZED: i32 = 3;
export const WHOLE_NUMBER: i32 = 4;
export const JSON_TEXT: i32 = 5;
export const TRUE: i32 = 6;
export const FALSE: i32 = 7;
export const NULL: i32 = 8;
export const OBJECT: i32 = 9;
export const LIST: i32 = 10;
export const END: i32 = 11;
export const KNOWN: i32 = 12;

let out: i32 = TAPE;

export function clearTape(): void {
  out = TAPE;
}

/** Entries so far. */
export function tapeLength(): i32 {
  return (out - TAPE) / ENTRY;
}

export function put(tag: i32, index: i32, extra: i32, from: i32, end: i32): void {
  if (out >= BYTES) unreachable();
  store<i32>(out, tag | (index << 8));
  store<i32>(out + 4, extra);
  store<i32>(out + 8, from);
  store<i32>(out + 12, end);
  out += ENTRY;
}

export function putNumber(index: i32, count: f64): void {
  put(WHOLE_NUMBER, index, 0, 0, 0);
  store<f64>(out - 8, count);
}
