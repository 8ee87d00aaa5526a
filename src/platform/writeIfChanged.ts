import { readFile, stat } from 'node:fs/promises';
import { writeFileAtomic } from './writeFileAtomic.ts';

/**
 * Makes the text a file's content as `writeFileAtomic` does, and leaves a file alone that holds it already: to look takes a fraction of the time
 * until a new file is safe on the disk. Throws NotWritten.
 */
export async function writeIfChanged(file: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const stats = await stat(file).catch(() => undefined);
  // A pipe would never end.
  if (stats?.isFile() && stats.size === bytes.length) {
    const present = await readFile(file).catch(() => undefined);
    if (present?.equals(bytes)) return;
  }
  await writeFileAtomic(file, bytes);
}
