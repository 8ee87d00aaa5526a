import type { TextEdit } from '../session/textEdit.ts';
import { applyEdits } from '../session/textEdit.ts';
import { type PlacedKey, textOfKey } from './frontMatterMap.ts';

/**
 * Cuts the text of a key to at most `limit` characters by taking away its end only, however it is quoted or folded: at the end of a
 * sentence where one lies in its second half, else between words. Nothing where no such cut does it.
 */
export function shortenValue(text: string, { key, valueStart, valueEnd }: PlacedKey, limit: number): TextEdit[] {
  const source = text.slice(valueStart, valueEnd);
  const quote = /^["']/.exec(source)?.[0] ?? '';
  const cuts = [...source.matchAll(/\s+/g)].map(({ index }) => index).filter((cut) => cut > 0);
  const editAt = (cut: number): TextEdit => ({ start: valueStart + cut, end: valueEnd, newText: quote });
  const lengthAt = (cut: number): number => textOfKey(applyEdits(text, [editAt(cut)]), key)?.trim().length ?? Infinity;
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lengthAt(cuts[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  const fitting = cuts.slice(0, low);
  const sentence = fitting
    .filter((cut) => /[.!?]$/.test(source.slice(0, cut)) && cut > source.length * 0.1 && lengthAt(cut) >= limit / 2)
    .at(-1);
  const cut = sentence ?? fitting.at(-1);
  return cut === undefined || !(lengthAt(cut) > 0 && lengthAt(cut) <= limit) ? [] : [editAt(cut)];
}
