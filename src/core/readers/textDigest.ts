import { SizedText } from './scan/sizedText.ts';

/** Stands for a text that is only compared with others: its length in UTF-16 units, and two hashes of these that know nothing of one another. */
export interface TextDigest {
  readonly length: number;
  readonly a: number;
  readonly b: number;
}

/** Of the first so many UTF-16 units of a text; of all of it unless told. A measured one is not decoded for it. */
export function digestText(text: string | SizedText, units = text.length): TextDigest {
  const length = Math.min(units, text.length);
  const { a, b } = text instanceof SizedText ? text.digest(length) : hashUnits(text, length);
  return { length, a, b };
}

export function isSameDigest(a: TextDigest | undefined, b: TextDigest | undefined): boolean {
  if (!a || !b) return a === b;
  return a.length === b.length && a.a === b.a && a.b === b.b;
}

/** What `scan/assembly/digest.ts` makes of the bytes. */
function hashUnits(text: string, length: number): { a: number; b: number } {
  let a = 0x811c9dc5 | 0;
  let b = 0x3c6ef372;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    const mixed = Math.imul(b + unit, 0x5bd1e995);
    b = mixed ^ (mixed >>> 15);
  }
  return { a, b };
}
