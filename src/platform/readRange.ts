import { open } from 'node:fs/promises';
import { describeFileError } from './describeFileError.ts';
import { UnreadableFile } from './readChunks.ts';

/** The bytes of a file from `offset` on: `length` of them, or fewer where it ends before. Throws UnreadableFile. */
export async function readRange(path: string, offset: number, length: number): Promise<Uint8Array> {
  try {
    const handle = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new UnreadableFile(path, describeFileError(error));
  }
}
