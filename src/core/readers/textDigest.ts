import { SizedText } from './scan/sizedText.ts';

/** Stands for a text that is only compared with others: its length in UTF-16 units, and two hashes of these that know nothing of one another. */
export interface TextDigest {
  readonly length: number;
  readonly a: number;
  readonly b: number;
}

/** Of the first so many UTF-16 units of a text; of all of it unless told. A measured one is not decoded for it. */
export function digestText(text: string | SizedText, units = text.length): TextDigest {
  const digester = new Digester(Math.min(units, text.length));
  if (text instanceof SizedText) digester.takeToken(text.token());
  else for (let i = 0; digester.left > 0; i++) digester.take(text.charCodeAt(i));
  return digester;
}

export function isSameDigest(a: TextDigest | undefined, b: TextDigest | undefined): boolean {
  if (!a || !b) return a === b;
  return a.length === b.length && a.a === b.a && a.b === b.b;
}

const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const ESCAPES = new Map(Array.from('bfnrt', (letter, i) => [letter.charCodeAt(0), '\b\f\n\r\t'.charCodeAt(i)]));

class Digester implements TextDigest {
  readonly length: number;
  a = 0x811c9dc5 | 0;
  b = 0x3c6ef372;
  /** Units that are still to be taken. */
  left: number;

  constructor(length: number) {
    this.length = length;
    this.left = length;
  }

  take(unit: number): void {
    this.a = Math.imul(this.a ^ unit, 0x01000193);
    const mixed = Math.imul(this.b + unit, 0x5bd1e995);
    this.b = mixed ^ (mixed >>> 15);
    this.left--;
  }

  /** Takes the units of a JSON string, quotes included, that is known to be sound. */
  takeToken(bytes: Uint8Array): void {
    let at = 1;
    while (this.left > 0) {
      const byte = bytes[at] as number;
      if (byte < 0x80 && byte !== BACKSLASH) {
        this.take(byte);
        at++;
      } else if (byte === BACKSLASH) at = this.#escape(bytes, at + 1);
      else at = this.#character(bytes, at);
    }
  }

  #escape(bytes: Uint8Array, at: number): number {
    const letter = bytes[at] as number;
    if (letter !== LETTER_U) {
      this.take(ESCAPES.get(letter) ?? letter);
      return at + 1;
    }
    this.take(Number.parseInt(String.fromCharCode(...bytes.subarray(at + 1, at + 5)), 16));
    return at + 5;
  }

  /** A character of two to four bytes: the first of them has as many leading ones. */
  #character(bytes: Uint8Array, at: number): number {
    const first = bytes[at] as number;
    const count = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    let code = first & (0xff >> (count + 1));
    for (let i = 1; i < count; i++) code = (code << 6) | ((bytes[at + i] as number) & 0x3f);
    if (code < 0x10000) this.take(code);
    else {
      this.take(0xd800 + ((code - 0x10000) >> 10));
      if (this.left > 0) this.take(0xdc00 + (code & 0x3ff));
    }
    return at + count;
  }
}
