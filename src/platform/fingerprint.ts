import { nodeSha256 } from './loadSession.ts';
import { readChunks, UnreadableFile } from './readChunks.ts';

/** Size and SHA-256 (hexadecimal) of a file as it is now; undefined where it cannot be read. Throws the signal's reason when it was aborted. */
export async function fingerprint(path: string, signal?: AbortSignal): Promise<{ bytes: number; sha256: string } | undefined> {
  const hash = nodeSha256();
  try {
    const { bytes } = await readChunks(path, (chunk) => hash.update(chunk), signal ? { signal } : {});
    return { bytes, sha256: hash.digestHex() };
  } catch (error) {
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
}
