import path from 'node:path';
import { CONTEXT_FILES } from '../core/skill/skillPlaces.ts';
import { readTextFile } from './readTextFile.ts';

/** The instruction files of a workspace that agents load anyway. One that is not there or cannot be read holds no rule. */
export async function readContextFiles(workspace: string): Promise<{ file: string; text: string }[]> {
  const found: { file: string; text: string }[] = [];
  for (const file of CONTEXT_FILES) {
    const text = await readTextFile(path.join(workspace, file)).catch(() => undefined);
    if (text !== undefined) found.push({ file, text });
  }
  return found;
}
