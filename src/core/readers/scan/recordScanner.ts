import type { JsonRecord } from '../json.ts';
import { endOfPlain, endOfString, measureString } from './scanString.ts';
import { compileShape, findMember, isHere, REPEATS_LIMIT } from './shape.ts';
import type { MemberNode, MemberTable, ObjectNode, Shape, ShapeNode } from './shape.ts';
import { SizedText } from './sizedText.ts';
import type { TextSource } from './sizedText.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Deeper values are left to JSON.parse, which needs no stack for them. */
const DEPTH_LIMIT = 200;

/** Whole numbers with fewer digits are exact in a double and are read without detour. */
const SAFE_DIGITS = 15;

/** Strings up to this length are put together here; for longer ones the call into the platform's decoder pays. */
const SHORT_TEXT = 64;

/** Thrown inside and caught in `scan`: the line is not what a scanner can read. */
const REFUSED = new Error('refused');

/**
 * Reads those parts of JSON objects that a shape asks for, straight from their bytes: what nobody asked for is passed over, undecoded.
 *
 * Everything that is returned is what JSON.parse would have given in its place, the last of equal members included. What is not certain
 * is refused, and the caller turns to JSON.parse: text that is not one whole object, member names with escapes, values that are nested
 * too deeply. The one thing not looked at is what stands inside strings that nobody asked for, so that damage there does not lose a
 * record whose other parts are sound.
 */
export class RecordScanner implements TextSource {
  readonly #root: ShapeNode;
  #buffer: ArrayBufferLike | undefined;
  #bytes: Uint8Array = new Uint8Array();
  #words: Int32Array = new Int32Array();
  #at = 0;
  #to = 0;
  turn = 0;
  readonly #measured = { end: 0, units: 0 };

  constructor(shape: Shape) {
    this.#root = compileShape(shape);
  }

  /**
   * The wanted parts of the object that the bytes from `from` to `to` are; undefined where the scanner refuses it. The bytes must stay as
   * they are while the record is used.
   */
  scan(bytes: Uint8Array, from: number, to: number): JsonRecord | undefined {
    if (bytes.buffer !== this.#buffer) {
      this.#buffer = bytes.buffer;
      this.#bytes = new Uint8Array(bytes.buffer);
      this.#words = new Int32Array(bytes.buffer, 0, bytes.buffer.byteLength >> 2);
    }
    this.turn++;
    this.#at = bytes.byteOffset + from;
    this.#to = bytes.byteOffset + to;
    try {
      this.#space();
      if (this.#byte() !== OPEN_OBJECT) return undefined;
      const value = this.#value(this.#root, 0);
      this.#space();
      return this.#at === this.#to ? (value as JsonRecord) : undefined;
    } catch (error) {
      if (error === REFUSED) return undefined;
      throw error;
    }
  }

  token(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, to);
  }

  #value(node: ShapeNode, depth: number): unknown {
    switch (this.#byte()) {
      case QUOTE:
        return node.sized ? this.#sized() : this.#text(node);
      case OPEN_OBJECT:
        return node.object ? this.#object(node.object, depth) : this.#parsed(depth);
      case OPEN_LIST:
        return node.items ? this.#list(node.items, depth) : this.#parsed(depth);
      default:
        return this.#scalar();
    }
  }

  #object(node: ObjectNode, depth: number): JsonRecord {
    if (depth > DEPTH_LIMIT) throw REFUSED;
    const from = this.#at;
    const wanted = node.blank();
    if (this.#opens(CLOSE_OBJECT)) return wanted;
    let before: MemberTable['start'] | undefined = node.members.start;
    do {
      const member: MemberNode | undefined = this.#member(node.members, before);
      if (member?.value) wanted[member.name] = this.#value(member.value, depth + 1);
      else this.#skip(depth + 1);
      before = member;
    } while (this.#continues(CLOSE_OBJECT));
    if (!node.suffices || node.suffices(wanted)) return wanted;
    return this.#parse(from, this.#at) as JsonRecord;
  }

  /** The member that begins here, with the cursor put on its value. */
  #member(table: MemberTable, before: MemberTable['start'] | undefined): MemberNode | undefined {
    const expected = before?.after;
    if (expected && this.#passes(expected.token)) return expected;
    const other = before?.afterToo;
    if (other && this.#passes(other.token)) return other;
    const from = this.#at + 1;
    const member = findMember(table, this.#bytes, from, this.#name());
    if (before) {
      before.afterToo = expected;
      before.after = member;
    }
    return member;
  }

  /** Passes over a member's name and colon if they are just these bytes. */
  #passes(token: Uint8Array): boolean {
    const end = this.#at + token.length;
    if (end >= this.#to || !isHere(token, token.length, this.#bytes, this.#at)) return false;
    this.#at = end;
    this.#space();
    return true;
  }

  #list(items: ShapeNode, depth: number): unknown[] {
    if (depth > DEPTH_LIMIT) throw REFUSED;
    const list: unknown[] = [];
    if (this.#opens(CLOSE_LIST)) return list;
    do list.push(this.#value(items, depth + 1));
    while (this.#continues(CLOSE_LIST));
    return list;
  }

  /** A whole value, by JSON.parse. */
  #parsed(depth: number): unknown {
    const from = this.#at;
    this.#skip(depth);
    return this.#parse(from, this.#at);
  }

  #parse(from: number, to: number): unknown {
    try {
      return JSON.parse(utf8.decode(this.#bytes.subarray(from, to)));
    } catch {
      throw REFUSED;
    }
  }

  #skip(depth: number): void {
    switch (this.#byte()) {
      case QUOTE:
        this.#at = this.#endOfString() + 1;
        return;
      case OPEN_OBJECT:
        if (depth > DEPTH_LIMIT) throw REFUSED;
        if (this.#opens(CLOSE_OBJECT)) return;
        do {
          this.#name();
          this.#skip(depth + 1);
        } while (this.#continues(CLOSE_OBJECT));
        return;
      case OPEN_LIST:
        if (depth > DEPTH_LIMIT) throw REFUSED;
        if (this.#opens(CLOSE_LIST)) return;
        do this.#skip(depth + 1);
        while (this.#continues(CLOSE_LIST));
        return;
      default:
        this.#scalar();
    }
  }

  /** Goes into a list or object; true where that is empty and already over. */
  #opens(close: number): boolean {
    this.#at++;
    this.#space();
    if (this.#byte() !== close) return false;
    this.#at++;
    return true;
  }

  /** Goes on behind a value: to the next item or member (true), or out of the list or object. */
  #continues(close: number): boolean {
    this.#space();
    const byte = this.#byte();
    if (byte !== COMMA && byte !== close) throw REFUSED;
    this.#at++;
    if (byte === close) return false;
    this.#space();
    return true;
  }

  /** Passes over a member's name and its colon; returns where the name ends. An escape in a name is refused: it may hide a wanted one. */
  #name(): number {
    const bytes = this.#bytes;
    const to = this.#to;
    if (this.#byte() !== QUOTE) throw REFUSED;
    let at = this.#at + 1;
    while (at < to && bytes[at] !== QUOTE) {
      const byte = bytes[at++] as number;
      if (byte === BACKSLASH || byte < 0x20) throw REFUSED;
    }
    this.#at = at + 1;
    this.#space();
    if (this.#byte() !== COLON) throw REFUSED;
    this.#at++;
    this.#space();
    return at;
  }

  #sized(): SizedText {
    const from = this.#at;
    const measured = this.#measured;
    if (!measureString(this.#bytes, this.#words, from + 1, this.#to, measured)) throw REFUSED;
    this.#at = measured.end + 1;
    return new SizedText(measured.units, this, from, this.#at);
  }

  #text(node: ShapeNode): string {
    const bytes = this.#bytes;
    const from = this.#at + 1;
    if (node.repeats) {
      const after = from + node.lastLength;
      if (node.lastLength >= 0 && after < this.#to && bytes[after] === QUOTE && isHere(node.lastBytes, node.lastLength, bytes, from)) {
        this.#at = after + 1;
        return node.lastText;
      }
    }
    let end = endOfPlain(bytes, from, Math.min(this.#to, from + SHORT_TEXT));
    let text: string;
    if (end < this.#to && bytes[end] === QUOTE) text = plainText(bytes, from, end);
    else {
      end = this.#endOfString();
      text = this.#parse(from - 1, end + 1) as string;
    }
    this.#at = end + 1;
    if (node.repeats && end - from <= REPEATS_LIMIT) {
      node.lastText = text;
      node.lastLength = end - from;
      for (let i = from; i < end; i++) node.lastBytes[i - from] = bytes[i] as number;
    }
    return text;
  }

  #endOfString(): number {
    const end = endOfString(this.#bytes, this.#words, this.#at + 1, this.#to);
    if (end < 0) throw REFUSED;
    return end;
  }

  #scalar(): unknown {
    const bytes = this.#bytes;
    const to = this.#to;
    const from = this.#at;
    let at = from;
    let value = 0;
    while (at < to) {
      const digit = (bytes[at] as number) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      at++;
    }
    const digits = at - from;
    if (digits > 0 && digits <= SAFE_DIGITS && (digits === 1 || bytes[from] !== 0x30) && this.#isEnd(at)) {
      this.#at = at;
      return value;
    }
    const first = from < to ? bytes[from] : -1;
    if (first === 0x66 && this.#isWord(FALSE)) return false;
    if (first === 0x74 && this.#isWord(TRUE)) return true;
    if (first === 0x6e && this.#isWord(NULL)) return null;
    while (!this.#isEnd(at)) at++;
    this.#at = at;
    return this.#parse(from, at);
  }

  /** Passes over a literal if it is this one. */
  #isWord(word: Uint8Array): boolean {
    const end = this.#at + word.length;
    if (end > this.#to || !isHere(word, word.length, this.#bytes, this.#at) || !this.#isEnd(end)) return false;
    this.#at = end;
    return true;
  }

  /** True for what may follow a number or a literal. */
  #isEnd(at: number): boolean {
    if (at >= this.#to) return true;
    const byte = this.#bytes[at] as number;
    return byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_LIST || byte <= 0x20;
  }

  #space(): void {
    while (this.#at < this.#to) {
      const byte = this.#bytes[this.#at] as number;
      if (byte > 0x20 || (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d)) return;
      this.#at++;
    }
  }

  /** The byte here; -1 at the end, so that memory behind the line is never taken for it. */
  #byte(): number {
    return this.#at < this.#to ? (this.#bytes[this.#at] as number) : -1;
  }
}

const FALSE = new TextEncoder().encode('false');
const TRUE = new TextEncoder().encode('true');
const NULL = new TextEncoder().encode('null');

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes that are all plain. What is put together of several pieces has to be put together again by whoever looks into it. */
function plainText(b: Uint8Array, from: number, to: number): string {
  // The lengths of a uuid and of a time, of which most records have several.
  if (to - from === 36) return wholeText(b, from);
  let text = '';
  let i = from;
  for (; i + 24 <= to; i += 24) {
    // prettier-ignore
    text += String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!, b[i + 8]!, b[i + 9]!, b[i + 10]!, b[i + 11]!, b[i + 12]!, b[i + 13]!, b[i + 14]!, b[i + 15]!, b[i + 16]!, b[i + 17]!, b[i + 18]!, b[i + 19]!, b[i + 20]!, b[i + 21]!, b[i + 22]!, b[i + 23]!);
  }
  for (; i + 6 <= to; i += 6) text += String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!);
  for (; i < to; i++) text += String.fromCharCode(b[i]!);
  return text;
}

/** 36 characters. */
function wholeText(b: Uint8Array, i: number): string {
  // prettier-ignore
  return String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!, b[i + 8]!, b[i + 9]!, b[i + 10]!, b[i + 11]!, b[i + 12]!, b[i + 13]!, b[i + 14]!, b[i + 15]!, b[i + 16]!, b[i + 17]!, b[i + 18]!, b[i + 19]!, b[i + 20]!, b[i + 21]!, b[i + 22]!, b[i + 23]!, b[i + 24]!, b[i + 25]!, b[i + 26]!, b[i + 27]!, b[i + 28]!, b[i + 29]!, b[i + 30]!, b[i + 31]!, b[i + 32]!, b[i + 33]!, b[i + 34]!, b[i + 35]!);
}
