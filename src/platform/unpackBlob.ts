import process from 'node:process';
import { UnreadableFile } from './readChunks.ts';

/**
 * Unpacks a Zstandard frame of a database. Undefined for what is none, is damaged, or is larger than `limit` bytes. Throws UnreadableFile, with
 * the database's path, where this Node cannot unpack.
 */
export function unpackBlob(database: string, packed: unknown, limit: number): Uint8Array | undefined {
  const zlib = process.getBuiltinModule?.('node:zlib');
  if (typeof zlib?.zstdDecompressSync !== 'function') {
    throw new UnreadableFile(database, `its packed records can be read from Node 22.15 on, and this is ${process.version}`);
  }
  if (!(packed instanceof Uint8Array)) return undefined;
  try {
    return zlib.zstdDecompressSync(packed, { maxOutputLength: limit });
  } catch {
    return undefined;
  }
}
