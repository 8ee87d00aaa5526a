import type { DocumentContent } from './jsonDocument.ts';
import { LINE_LIMIT } from './jsonLines.ts';
import { decodeOtlp } from './otlp/decodeOtlp.ts';

/** So much of a file tells whether it is text. */
const HEAD_BYTES = 4096;

/** A source that is no text: held whole, and decoded into the records that its JSON would have. Empty for text. */
export class BinaryDocument {
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #isBinary: boolean | undefined;

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#isBinary ??= isNoText(chunk.subarray(0, HEAD_BYTES));
    if (!this.#isBinary) return;
    this.#bytes += chunk.length;
    if (this.#bytes > LINE_LIMIT) this.#pieces = [];
    else this.#pieces.push(new Uint8Array(chunk));
  }

  /** Undefined for text, for what cannot be decoded, and for what is too long to be held. */
  read(): DocumentContent | undefined {
    if (!this.#isBinary || this.#bytes > LINE_LIMIT) return undefined;
    const whole = new Uint8Array(this.#bytes);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    const decoded = decodeOtlp(whole);
    if (!decoded) return undefined;
    const records = decoded.messages.map(({ value, offset, length }, i) => ({ value, place: { line: i + 1, offset, length } }));
    const message = 'the last message is not complete (still being written, or cut); what it holds is not known';
    return { records, warnings: decoded.cut ? [{ code: 'cut-document', message }] : [] };
  }
}

/** Text has no control characters but line ends and tabs, and is UTF-8; the last character of a head may be cut. */
function isNoText(head: Uint8Array): boolean {
  if (head.some((byte) => byte < 0x09)) return true;
  for (let cut = 0; cut < 4; cut++) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(0, head.length - cut));
      return false;
    } catch {
      // Shorter by a byte, in case the head ends inside a character.
    }
  }
  return true;
}
