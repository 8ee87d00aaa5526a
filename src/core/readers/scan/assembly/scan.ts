/**
 * AssemblyScript, compiled to the WebAssembly module that `../scanModule.ts` holds: finds the wanted parts of a JSON object in bytes,
 * sixteen at a time, and writes them to a tape. Only plain numbers and addresses here: what is read is made into objects by
 * `../recordScanner.ts`. `unreachable` refuses the line.
 *
 * Memory: shapes from ARENA on, the tape from TAPE on, the bytes from BYTES on. The caller leaves PADDING behind the bytes.
 */

const ARENA: i32 = 0x400;
const TAPE: i32 = 0x80000;
const BYTES: i32 = 0x100000;

/** Bytes of an entry of the tape: tag and member, an extra, and a place from..to or a number. */
const ENTRY: i32 = 16;

const PLAIN: i32 = 1;
const ESCAPED: i32 = 2;
const SIZED: i32 = 3;
const WHOLE_NUMBER: i32 = 4;
const JSON_TEXT: i32 = 5;
const TRUE: i32 = 6;
const FALSE: i32 = 7;
const NULL: i32 = 8;
const OBJECT: i32 = 9;
const LIST: i32 = 10;
const END: i32 = 11;
const KNOWN: i32 = 12;

const QUOTE: i32 = 0x22;
const BACKSLASH: i32 = 0x5c;
const COMMA: i32 = 0x2c;
const COLON: i32 = 0x3a;
const OPEN_LIST: i32 = 0x5b;
const CLOSE_LIST: i32 = 0x5d;
const OPEN_OBJECT: i32 = 0x7b;
const CLOSE_OBJECT: i32 = 0x7d;

/** Deeper values are left to JSON.parse, which needs no stack for them. */
const DEEPEST: i32 = 200;

/** Whole numbers with no more digits are exact in a double. */
const SAFE_DIGITS: i32 = 15;

/** Names that nobody asked for are learned too, so that they can be expected; a file of nothing but new names must not fill the memory. */
const LEARNED_LIMIT: i32 = 64;
const LEARNED_NAME: i32 = 64;

const SLOTS: i32 = 64;

/** Strings of `repeats` that are remembered: so many for a shape, none longer than this. */
const WAYS: i32 = 4;
const REPEATS_LIMIT: i32 = 256;

// A shape: what is wanted of a value.
const NODE_SIZED: i32 = 0;
const NODE_TABLE: i32 = 4;
const NODE_ITEMS: i32 = 8;
const NODE_REPEATS: i32 = 12;
const NODE_BYTES: i32 = 16;

// The members of an object: those that objects begin with, how many were learned, and all by a hash of their names.
const TABLE_LEARNED: i32 = 8;
const TABLE_SLOTS: i32 = 12;
const TABLE_BYTES: i32 = TABLE_SLOTS + SLOTS * 4;

// A member: those that came after it the last times (as in a table), the next of its hash, its shape (0: not wanted), its number, its name.
const AFTER: i32 = 0;
const AFTER_TOO: i32 = 4;
const MEMBER_NEXT: i32 = 8;
const MEMBER_NODE: i32 = 12;
const MEMBER_INDEX: i32 = 16;
const MEMBER_LENGTH: i32 = 20;
const MEMBER_TOKEN: i32 = 24;

let arena: i32 = ARENA;
let at: i32 = 0;
let to: i32 = 0;
let out: i32 = 0;
let units: i32 = 0;
/** The last block of remembered strings that was made; each knows the one before. */
let remembered: i32 = 0;

/** Where the bytes to scan are to be put. */
export function bytesAt(): i32 {
  return BYTES;
}

export function tapeAt(): i32 {
  return TAPE;
}

function reserve(bytes: i32): i32 {
  const place = arena;
  arena = (arena + bytes + 15) & ~15;
  if (arena > TAPE) unreachable();
  return place;
}

/** A new shape. Its members and items are set when it exists, since shapes may contain themselves. */
export function addNode(sized: bool, repeats: bool): i32 {
  const node = reserve(NODE_BYTES);
  store<i32>(node + NODE_SIZED, sized ? 1 : 0);
  if (!repeats) return node;
  const block = reserve(16 + WAYS * (16 + REPEATS_LIMIT));
  store<i32>(block, remembered);
  remembered = block;
  store<i32>(node + NODE_REPEATS, block);
  forgetBlock(block);
  return node;
}

export function setItems(node: i32, items: i32): void {
  store<i32>(node + NODE_ITEMS, items);
}

export function setObject(node: i32): void {
  store<i32>(node + NODE_TABLE, reserve(TABLE_BYTES));
}

/** Adds a wanted member; the name, without quotes, stands at the beginning of the bytes. */
export function addMember(node: i32, length: i32, value: i32, index: i32): void {
  const member = newMember(load<i32>(node + NODE_TABLE), BYTES, length);
  store<i32>(member + MEMBER_NODE, value);
  store<i32>(member + MEMBER_INDEX, index);
}

/** Forgets the strings that were remembered: after a line that was refused, nobody knows which of them the caller has seen. */
export function forget(): void {
  for (let block = remembered; block !== 0; block = load<i32>(block)) forgetBlock(block);
}

function forgetBlock(block: i32): void {
  for (let way = 0; way < WAYS; way++) store<i32>(wayOf(block, way), -1);
}

function wayOf(block: i32, way: i32): i32 {
  return block + 16 + way * (16 + REPEATS_LIMIT);
}

/** Scans the object from `start` to `end`; returns how many entries the tape has. */
export function scan(root: i32, start: i32, end: i32): i32 {
  at = start;
  to = end;
  out = TAPE;
  space();
  if (byte() !== OPEN_OBJECT) unreachable();
  value(root, 0, 0);
  space();
  if (at !== to) unreachable();
  return (out - TAPE) / ENTRY;
}

function value(node: i32, index: i32, depth: i32): void {
  const first = byte();
  if (first === QUOTE) {
    if (load<i32>(node + NODE_SIZED)) sized(index);
    else text(node, index);
  } else if (first === OPEN_OBJECT) {
    const table = load<i32>(node + NODE_TABLE);
    if (table) object(table, index, depth);
    else whole(index, depth);
  } else if (first === OPEN_LIST) {
    const items = load<i32>(node + NODE_ITEMS);
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
      const node = member ? load<i32>(member + MEMBER_NODE) : 0;
      if (node) value(node, load<i32>(member + MEMBER_INDEX), depth + 1);
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
    at = endOfString(at + 1) + 1;
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
  if (before) {
    const expected = load<i32>(before + AFTER);
    if (expected && passes(expected)) return expected;
    const other = load<i32>(before + AFTER_TOO);
    if (other && passes(other)) return other;
  }
  const from = at + 1;
  const member = findMember(table, from, name() - from);
  if (before) {
    store<i32>(before + AFTER_TOO, load<i32>(before + AFTER));
    store<i32>(before + AFTER, member);
  }
  return member;
}

/** Passes over a member's name and colon if they are just these bytes. */
function passes(member: i32): bool {
  const length = load<i32>(member + MEMBER_LENGTH);
  if (at + length >= to || !isSame(member + MEMBER_TOKEN, at, length)) return false;
  at += length;
  space();
  return true;
}

/** Passes over a member's name and its colon; returns where the name ends. An escape in a name is refused: it may hide a wanted one. */
function name(): i32 {
  if (byte() !== QUOTE) unreachable();
  const end = endOfPlain(at + 1);
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

/** The name's bytes stand at `from`, between their quotes. */
function findMember(table: i32, from: i32, length: i32): i32 {
  const slot = table + TABLE_SLOTS + slotOf(from, length) * 4;
  for (let member = load<i32>(slot); member !== 0; member = load<i32>(member + MEMBER_NEXT)) {
    if (load<i32>(member + MEMBER_LENGTH) === length + 3 && isSame(member + MEMBER_TOKEN + 1, from, length)) return member;
  }
  const learned = load<i32>(table + TABLE_LEARNED);
  if (learned >= LEARNED_LIMIT || length > LEARNED_NAME || arena > TAPE - 512) return 0;
  store<i32>(table + TABLE_LEARNED, learned + 1);
  return newMember(table, from, length);
}

function newMember(table: i32, from: i32, length: i32): i32 {
  const member = reserve(MEMBER_TOKEN + length + 3 + 16);
  const token = member + MEMBER_TOKEN;
  store<u8>(token, QUOTE);
  memory.copy(token + 1, from, length);
  store<u8>(token + 1 + length, QUOTE);
  store<u8>(token + 2 + length, COLON);
  store<i32>(member + MEMBER_LENGTH, length + 3);
  const slot = table + TABLE_SLOTS + slotOf(from, length) * 4;
  store<i32>(member + MEMBER_NEXT, load<i32>(slot));
  store<i32>(slot, member);
  return member;
}

function slotOf(from: i32, length: i32): i32 {
  if (length === 0) return 0;
  const mixed: i32 = length * 5 + <i32>load<u8>(from) * 3 + <i32>load<u8>(from + length - 1) * 7 + <i32>load<u8>(from + (length >> 1));
  return mixed & (SLOTS - 1);
}

/** Reads up to 15 bytes behind both. */
function isSame(a: i32, b: i32, length: i32): bool {
  for (let i = 0; i < length; i += 16) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i)));
    const wanted = length - i >= 16 ? 0xffff : (1 << (length - i)) - 1;
    if ((same & wanted) !== wanted) return false;
  }
  return true;
}

function text(node: i32, index: i32): void {
  const from = at + 1;
  let end = endOfPlain(from);
  let tag = PLAIN;
  if (end >= to || load<u8>(end) !== QUOTE) {
    tag = ESCAPED;
    end = endOfString(end);
  }
  at = end + 1;
  const block = load<i32>(node + NODE_REPEATS);
  const length = end - from;
  if (block === 0 || length === 0 || length > REPEATS_LIMIT) {
    put(tag, index, 0, from, end);
    return;
  }
  const way = (length + <i32>load<u8>(from) + <i32>load<u8>(end - 1)) & (WAYS - 1);
  const place = wayOf(block, way);
  if (load<i32>(place) === length && isSame(place + 16, from, length)) {
    put(KNOWN, index, way, 0, 0);
    return;
  }
  store<i32>(place, length);
  memory.copy(place + 16, from, length);
  put(tag, index, way + 1, from, end);
}

function sized(index: i32): void {
  const from = at;
  at = measure(at + 1) + 1;
  put(SIZED, index, units, from, at);
}

/** The first byte from `from` on that is a quote, an escape, a control character or no ASCII; not before `to` where there is none. */
function endOfPlain(from: i32): i32 {
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
function endOfString(from: i32): i32 {
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
function measure(from: i32): i32 {
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
    const length = first === BACKSLASH ? escapeLength(i) : first < 0x80 ? 0 : characterLength(i, first);
    if (length === 0) break;
    surplus += first === BACKSLASH ? length - 1 : length - (length === 4 ? 2 : 1);
    i += length;
  }
  unreachable();
  return 0;
}

/** Bytes of the escape at `from`; 0 for none that JSON has. */
function escapeLength(from: i32): i32 {
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
function characterLength(from: i32, lead: i32): i32 {
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length === 0 || from + length > to) return 0;
  const second: i32 = load<u8>(from + 1);
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let i = from + 2; i < from + length; i++) if ((load<u8>(i) & 0xc0) !== 0x80) return 0;
  return length;
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
  if (!isPlain) put(JSON_TEXT, index, 0, from, at);
  else {
    put(WHOLE_NUMBER, index, 0, 0, 0);
    store<f64>(out - 8, <f64>count);
  }
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

function put(tag: i32, index: i32, extra: i32, from: i32, end: i32): void {
  if (out >= BYTES) unreachable();
  store<i32>(out, tag | (index << 8));
  store<i32>(out + 4, extra);
  store<i32>(out + 8, from);
  store<i32>(out + 12, end);
  out += ENTRY;
}
