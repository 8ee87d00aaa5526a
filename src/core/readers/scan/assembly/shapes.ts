import { isSame } from './bytes';
import { ARENA, BYTES, COLON, QUOTE, TAPE } from './layout';

// What is wanted of a value, member by member, and what was learned of the lines so far: which members follow one another, which strings repeat.

/** Names that nobody asked for are learned too, so that they can be expected; a file of nothing but new names must not fill the memory. */
const LEARNED_LIMIT: i32 = 64;
const LEARNED_NAME: i32 = 64;

const SLOTS: i32 = 64;

/** Strings of `repeats` that are remembered: so many for a shape, none longer than this. */
const WAYS: i32 = 4;
const REPEATS_LIMIT: i32 = 256;

// A shape.
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
/** The last block of remembered strings that was made; each knows the one before. */
let remembered: i32 = 0;

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

/** Of a string only its length is wanted. */
export function isSized(node: i32): bool {
  return load<i32>(node + NODE_SIZED) !== 0;
}

/** The members that are wanted of an object; 0 where all of it is. */
export function tableOf(node: i32): i32 {
  return load<i32>(node + NODE_TABLE);
}

/** The shape of a list's items; 0 where all of it is wanted. */
export function itemsOf(node: i32): i32 {
  return load<i32>(node + NODE_ITEMS);
}

/** The member's shape; 0 for one that is not wanted. */
export function nodeOf(member: i32): i32 {
  return member ? load<i32>(member + MEMBER_NODE) : 0;
}

export function indexOf(member: i32): i32 {
  return load<i32>(member + MEMBER_INDEX);
}

/** Bytes of the member's name with its quotes and colon, where they stand at `at`; 0 where they do not. */
function lengthAt(member: i32, at: i32, to: i32): i32 {
  const length = load<i32>(member + MEMBER_LENGTH);
  return at + length < to && isSame(member + MEMBER_TOKEN, at, length) ? length : 0;
}

/** Which of the two members that came after this one before (or of those that a table's objects begin with) is at `at` again; 0 for neither. */
export function expectedAt(before: i32, at: i32, to: i32): i32 {
  if (!before) return 0;
  const expected = load<i32>(before + AFTER);
  if (expected && lengthAt(expected, at, to)) return expected;
  const other = load<i32>(before + AFTER_TOO);
  return other && lengthAt(other, at, to) ? other : 0;
}

/** Bytes of its name with quotes and colon. */
export function lengthOf(member: i32): i32 {
  return load<i32>(member + MEMBER_LENGTH);
}

export function expectAfter(before: i32, member: i32): void {
  if (!before) return;
  store<i32>(before + AFTER_TOO, load<i32>(before + AFTER));
  store<i32>(before + AFTER, member);
}

/** The member whose name stands at `from`, between its quotes; 0 for one that is not known and not learned. */
export function findMember(table: i32, from: i32, length: i32): i32 {
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

/** The place, from 0 on, where a string that stands at `from` is or would be remembered; -1 for none. */
export function wayOf(node: i32, from: i32, length: i32): i32 {
  if (load<i32>(node + NODE_REPEATS) === 0 || length === 0 || length > REPEATS_LIMIT) return -1;
  return (length + <i32>load<u8>(from) + <i32>load<u8>(from + length - 1)) & (WAYS - 1);
}

/** True where this string is remembered at its place, which it is from now on. */
export function remembers(node: i32, way: i32, from: i32, length: i32): bool {
  const place = placeOf(load<i32>(node + NODE_REPEATS), way);
  if (load<i32>(place) === length && isSame(place + 16, from, length)) return true;
  store<i32>(place, length);
  memory.copy(place + 16, from, length);
  return false;
}

/** Forgets the strings that were remembered: after a line that was refused, nobody knows which of them the caller has seen. */
export function forget(): void {
  for (let block = remembered; block !== 0; block = load<i32>(block)) forgetBlock(block);
}

function forgetBlock(block: i32): void {
  for (let way = 0; way < WAYS; way++) store<i32>(placeOf(block, way), -1);
}

function placeOf(block: i32, way: i32): i32 {
  return block + 16 + way * (16 + REPEATS_LIMIT);
}
