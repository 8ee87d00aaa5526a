import { asList, asRecord } from './json.ts';
import { SizedText } from './scan/sizedText.ts';
import { type Blocks, charsOf } from './text.ts';

/**
 * The size of message content whose texts were measured and need not be read, otherwise like readBlocks: undefined where they were not
 * measured, or where one of them may say what is told nowhere else (`mayMatter`).
 */
export function measureBlocks(content: unknown, mayMatter: (text: SizedText) => boolean): Blocks | undefined {
  const parts = content instanceof SizedText ? [{ type: 'text', text: content }] : asList(content).map(asRecord);
  let chars = 0;
  let images = 0;
  let sized = 0;
  for (const part of parts) {
    const said = part?.['text'];
    if (said instanceof SizedText) {
      if (mayMatter(said)) return undefined;
      sized++;
      chars += charsOf(said);
    } else if (part?.['type'] === 'image') images++;
    else return undefined;
  }
  return sized > 0 ? { text: '', chars, images } : undefined;
}
