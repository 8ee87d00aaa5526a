import { endOfPlain, endOfString, measure, measuredUnits } from './bytes';
import { BACKSLASH, BYTES, COLON, QUOTE, TAPE } from './layout';
import { expectAfter, expectedAt, findMember, indexOf, isSized, itemsOf, lengthOf, nodeOf, remembers, tableOf, wayOf } from './shapes';
import {
  clearTape,
  END,
  ESCAPED,
  FALSE,
  JSON_TEXT,
  KNOWN,
  LIST,
  NULL,
  OBJECT,
  PLAIN,
  put,
  putNumber,
  SIZED,
  tapeLength,
  TRUE,
} from './tape';

export { digest, digestB } from './digest';
export { addMember, addNode, forget, setItems, setObject } from './shapes';

/**
 * AssemblyScript, compiled to the WebAssembly module that `../scanModule.ts` holds: finds the wanted parts of a JSON object in bytes,
 * sixteen at a time, and writes them to a tape. Only plain numbers and addresses here: what is read is made into objects by
 * `../recordScanner.ts`. `unreachable` refuses the line. The caller leaves 64 bytes behind those that are scanned.
 */

const COMMA: i32 = 0x2c;
const OPEN_LIST: i32 = 0x5b;
const CLOSE_LIST: i32 = 0x5d;
const OPEN_OBJECT: i32 = 0x7b;
const CLOSE_OBJECT: i32 = 0x7d;

/** Deeper values are left to JSON.parse, which needs no stack for them. */
const DEEPEST: i32 = 200;

/** Whole numbers with no more digits are exact in a double. */
const SAFE_DIGITS: i32 = 15;

/** The next byte to look at, and where the line ends. */
let at: i32 = 0;
let to: i32 = 0;

/** Where the bytes to scan are to be put. */
export function bytesAt(): i32 {
  return BYTES;
}

export function tapeAt(): i32 {
  return TAPE;
}

/** Scans the object from `start` to `end`; returns how many entries the tape has. */
export function scan(root: i32, start: i32, end: i32): i32 {
  at = start;
  to = end;
  clearTape();
  space();
  if (byte() !== OPEN_OBJECT) unreachable();
  value(root, 0, 0);
  space();
  if (at !== to) unreachable();
  return tapeLength();
}

function value(node: i32, index: i32, depth: i32): void {
  const first = byte();
  if (first === QUOTE) {
    if (isSized(node)) sized(index);
    else text(node, index);
  } else if (first === OPEN_OBJECT) {
    const table = tableOf(node);
    if (table) object(table, index, depth);
    else whole(index, depth);
  } else if (first === OPEN_LIST) {
    const items = itemsOf(node);
    if (items) list(items, index, depth);
    else whole(index, depth);
  } else scalar(index, true);
}

function object(table: i32, index: i32, depth: i32): void {
  if (depth > DEEPEST) unreachable();
  const from = at;
  put(OBJECT, index, 0, 0, 0);
  if (!opens(CLOSE_OBJECT)) {
    let before = table;
    do {
      const member = nextMember(table, before);
      const node = nodeOf(member);
      if (node) value(node, indexOf(member), depth + 1);
      else skip(depth + 1);
      before = member;
    } while (continues(CLOSE_OBJECT));
  }
  put(END, 0, 0, from, at);
}

function list(items: i32, index: i32, depth: i32): void {
  if (depth > DEEPEST) unreachable();
  put(LIST, index, 0, 0, 0);
  if (!opens(CLOSE_LIST)) {
    do value(items, 0, depth + 1);
    while (continues(CLOSE_LIST));
  }
  put(END, 0, 0, 0, 0);
}

/** A value that is wanted as it is. */
function whole(index: i32, depth: i32): void {
  const from = at;
  skip(depth);
  put(JSON_TEXT, index, 0, from, at);
}

function skip(depth: i32): void {
  const first = byte();
  if (first === QUOTE) {
    at = endOfString(at + 1, to) + 1;
  } else if (first === OPEN_OBJECT) {
    if (depth > DEEPEST) unreachable();
    if (opens(CLOSE_OBJECT)) return;
    do {
      name();
      skip(depth + 1);
    } while (continues(CLOSE_OBJECT));
  } else if (first === OPEN_LIST) {
    if (depth > DEEPEST) unreachable();
    if (opens(CLOSE_LIST)) return;
    do skip(depth + 1);
    while (continues(CLOSE_LIST));
  } else scalar(0, false);
}

/** Goes into a list or object; true where that is empty and already over. */
function opens(close: i32): bool {
  at++;
  space();
  if (byte() !== close) return false;
  at++;
  return true;
}

/** Goes on behind a value: to the next item or member (true), or out of the list or object. */
function continues(close: i32): bool {
  space();
  const next = byte();
  at++;
  if (next === COMMA) {
    space();
    return true;
  }
  if (next !== close) unreachable();
  return false;
}

/** The member that begins here, with the cursor put on its value; 0 for one that is not known and not learned. */
function nextMember(table: i32, before: i32): i32 {
  const expected = expectedAt(before, at, to);
  if (expected) {
    at += lengthOf(expected);
    space();
    return expected;
  }
  const from = at + 1;
  const member = findMember(table, from, name() - from);
  expectAfter(before, member);
  return member;
}

/** Passes over a member's name and its colon; returns where the name ends. An escape in a name is refused: it may hide a wanted one. */
function name(): i32 {
  if (byte() !== QUOTE) unreachable();
  const end = endOfPlain(at + 1, to);
  at = end;
  if (byte() !== QUOTE) {
    // Only characters beyond ASCII may follow: no name that is wanted has any.
    while (byte() !== QUOTE) {
      if (at >= to || byte() === BACKSLASH || byte() < 0x20) unreachable();
      at++;
    }
  }
  const last = at;
  at++;
  space();
  if (byte() !== COLON) unreachable();
  at++;
  space();
  return last;
}

function text(node: i32, index: i32): void {
  const from = at + 1;
  let end = endOfPlain(from, to);
  let tag = PLAIN;
  if (end >= to || load<u8>(end) !== QUOTE) {
    tag = ESCAPED;
    end = endOfString(end, to);
  }
  at = end + 1;
  const way = wayOf(node, from, end - from);
  if (way >= 0 && remembers(node, way, from, end - from)) put(KNOWN, index, way, 0, 0);
  else put(tag, index, way + 1, from, end);
}

function sized(index: i32): void {
  const from = at;
  at = measure(at + 1, to) + 1;
  put(SIZED, index, measuredUnits(), from, at);
}

function scalar(index: i32, wanted: bool): void {
  const first = byte();
  if (first === 0x74) word(TRUE, index, wanted, 4);
  else if (first === 0x66) word(FALSE, index, wanted, 5);
  else if (first === 0x6e) word(NULL, index, wanted, 4);
  else number(index, wanted);
}

function word(tag: i32, index: i32, wanted: bool, length: i32): void {
  const end = at + length;
  if (end > to || !isEnd(end)) unreachable();
  const rest = load<u32>(end - 4);
  // "true", "alse", "null", read as little-endian numbers.
  if (rest !== (tag === TRUE ? 0x65757274 : tag === FALSE ? 0x65736c61 : 0x6c6c756e)) unreachable();
  at = end;
  if (wanted) put(tag, index, 0, 0, 0);
}

/** A number as JSON writes them (RFC 8259, section 6). */
function number(index: i32, wanted: bool): void {
  const from = at;
  if (byte() === 0x2d) at++;
  const start = at;
  let count: i64 = 0;
  while (isDigit(byte())) count = count * 10 + (load<u8>(at++) - 0x30);
  const length = at - start;
  if (length === 0 || (length > 1 && load<u8>(start) === 0x30)) unreachable();
  let isPlain = start === from && length <= SAFE_DIGITS;
  if (byte() === 0x2e) {
    isPlain = false;
    at++;
    digits();
  }
  if ((byte() | 0x20) === 0x65) {
    isPlain = false;
    at++;
    if (byte() === 0x2b || byte() === 0x2d) at++;
    digits();
  }
  if (!isEnd(at)) unreachable();
  if (!wanted) return;
  if (isPlain) putNumber(index, <f64>count);
  else put(JSON_TEXT, index, 0, from, at);
}

function digits(): void {
  const from = at;
  while (isDigit(byte())) at++;
  if (at === from) unreachable();
}

function isDigit(byte: i32): bool {
  return byte >= 0x30 && byte <= 0x39;
}

/** True for what may follow a number or a literal. */
function isEnd(place: i32): bool {
  if (place >= to) return true;
  const next: i32 = load<u8>(place);
  return next === COMMA || next === CLOSE_OBJECT || next === CLOSE_LIST || next <= 0x20;
}

function space(): void {
  while (at < to) {
    const next: i32 = load<u8>(at);
    if (next > 0x20 || (next !== 0x20 && next !== 0x09 && next !== 0x0d)) return;
    at++;
  }
}

/** The byte here; 0 at the end, so that memory behind the line is never taken for it. */
function byte(): i32 {
  return at < to ? <i32>load<u8>(at) : 0;
}
