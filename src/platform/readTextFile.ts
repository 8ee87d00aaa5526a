import { readFile } from 'node:fs/promises';
import { describeFileError } from './describeFileError.ts';
import { UnreadableFile } from './readChunks.ts';
import { isUtf8 } from '../core/readers/isUtf8.ts';

/**
 * A file a person edits, as text that gives the same bytes again: a byte order mark stays, line ends stay. Throws UnreadableFile when
 * it cannot be read, or is not UTF-8: replaced characters would be written back as damage.
 */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new UnreadableFile(path, describeFileError(error));
  });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UnreadableFile(path, `line ${lineOfBadByte(bytes)} is not valid UTF-8`);
  }
}

function lineOfBadByte(bytes: Uint8Array): number {
  let line = 1;
  let start = 0;
  // A line end is never part of a longer UTF-8 sequence, so lines can be checked one by one.
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start), line++) {
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
  return line;
}
