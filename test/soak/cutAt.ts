/** Of all ways to cut one of these files behind one of its bytes, the one of this number: which file, and how much is left of it. */
export function cutAt<F extends { bytes: Uint8Array }>(files: readonly F[], number: number): { file: F; length: number } {
  let length = number;
  for (const file of files) {
    if (length < file.bytes.length) return { file, length };
    length -= file.bytes.length;
  }
  throw new RangeError(`there is no cut ${number}`);
}
