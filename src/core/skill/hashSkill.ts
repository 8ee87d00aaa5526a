import { Sha256 } from '../readers/sha256.ts';

/** SHA-256 over the UTF-8 bytes of a text, as 64 hex digits: equal to `sha256sum` of the file when the text was decoded losslessly. */
export function hashSkill(text: string): string {
  const hasher = new Sha256();
  hasher.update(encodeUtf8(text));
  return hasher.digestHex();
}

function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
