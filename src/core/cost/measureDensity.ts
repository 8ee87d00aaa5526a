import type { Thread } from '../session/session.ts';
import { IMAGE_CHARS, itemsOfTool, weightOfAnswer } from './promptItems.ts';
import type { ToolIndex } from './promptItems.ts';
import { promptTokens } from './promptTokens.ts';

/** Tokens per character where a thread gives no measure of its own: English text and code have about four characters a token. */
const USUAL = 0.25;
const LOWEST = 0.1;
const HIGHEST = 0.7;

/** Fewer characters than this are no measure. */
const ENOUGH_CHARS = 10_000;

/**
 * Measures how many tokens a character of this thread takes, from the growth of its prompts. Used only where the size of an item does not
 * follow from a difference: in the first prompt, and after a context was rebuilt.
 */
export function measureDensity(thread: Thread, tools: ToolIndex): number {
  const growths: { tokens: number; chars: number }[] = [];
  let before: number | undefined;
  let chars = 0;
  for (const entry of thread.entries) {
    if (entry.parent !== undefined && entry.parent !== entry.index - 1) before = undefined;
    if (entry.kind === 'user') chars += entry.chars + entry.images * IMAGE_CHARS;
    else if (entry.kind === 'tool') chars += weightOf(itemsOfTool(entry, tools));
    else if (entry.kind === 'compaction') before = undefined;
    else {
      const tokens = entry.usage ? promptTokens(entry.usage) : 0;
      if (tokens > 0) {
        if (before !== undefined && tokens > before && chars > 0) growths.push({ tokens: tokens - before, chars });
        before = tokens;
        chars = 0;
      }
      chars += weightOfAnswer(entry, tools);
    }
  }
  // Growth that is not in the trace at all would spoil the measure: the densest fifth is left out.
  growths.sort((a, b) => a.tokens * b.chars - b.tokens * a.chars);
  const sane = growths.slice(0, Math.ceil(growths.length * 0.8));
  const allChars = sane.reduce((sum, growth) => sum + growth.chars, 0);
  if (allChars < ENOUGH_CHARS) return USUAL;
  const allTokens = sane.reduce((sum, growth) => sum + growth.tokens, 0);
  return Math.min(HIGHEST, Math.max(LOWEST, allTokens / allChars));
}

function weightOf(items: readonly { weight: number }[]): number {
  return items.reduce((sum, { weight }) => sum + weight, 0);
}
