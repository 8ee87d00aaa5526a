import { asList, asRecord } from './json.ts';
import type { KeptText } from './scan/keptText.ts';
import { SizedText } from './scan/sizedText.ts';
import { type Blocks, charsOf, readBlocks } from './text.ts';

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

/** Decoding a shorter text takes no longer than keeping its bytes. */
const WORTH_KEEPING = 400;

/** What readBlocks gives, but one long text, which is what nearly all results are, undecoded. */
export function keepBlocks(content: unknown): Omit<Blocks, 'text'> & { text: string | KeptText } {
  const measured = measureBlocks(content, (text) => text.length < WORTH_KEEPING);
  const texts = measured && (content instanceof SizedText ? [content] : asList(content).flatMap((part) => asRecord(part)?.['text'] ?? []));
  const [only] = texts?.length === 1 ? texts : [];
  return measured && only instanceof SizedText ? { ...measured, text: only.keep() } : readBlocks(content);
}
