import { withStore } from './openclawStore.ts';
import { readChunks } from './readChunks.ts';
import { parseAddress } from './sessionAddress.ts';
import { ZstdUnpacker } from './unpackZstd.ts';

/** True for a session whose file is no text: one of a database, or a packed file. */
export function isPacked(path: string): boolean {
  return parseAddress(path) !== undefined || path.endsWith('.zst');
}

/**
 * The records of a session that no editor can open as they are, as JSON Lines with the line numbers that its pointers name. Throws
 * UnreadableFile, and RangeError for one above `limit` bytes.
 */
export async function readRecordsText(path: string, limit: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const take = (chunk: Uint8Array): boolean => {
    bytes += chunk.length;
    if (bytes > limit) throw new RangeError(`the records are more than the ${Math.floor(limit / 1e6)} MB that can be shown`);
    pieces.push(new Uint8Array(chunk));
    return true;
  };
  const address = parseAddress(path);
  if (address) {
    withStore(address.database, (store) => {
      for (const { text } of store.records(address.sessionId)) take(Buffer.from(`${text ?? ''}\n`));
    });
  } else {
    const unpacker = new ZstdUnpacker(path, take);
    await readChunks(path, (chunk) => unpacker.push(chunk));
    await unpacker.end();
  }
  return Buffer.concat(pieces).toString('utf8');
}
