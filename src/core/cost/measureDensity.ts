import type { Entry, Thread } from '../session/session.ts';
import { IMAGE_CHARS, itemsOfTool, weightOfAnswer } from './promptItems.ts';
import type { ToolIndex } from './toolIndex.ts';
import { promptTokens } from './promptTokens.ts';

/** Tokens per character where a thread gives no measure of its own: English text and code have about four characters a token. */
const USUAL = 0.25;
const LOWEST = 0.1;
const HIGHEST = 0.7;

/**
 * The measure is rounded to this part of one: it is no better than that, and a session that grows by a line keeps the estimates that were
 * made with it.
 */
const STEPS = 256;

/** Fewer characters than this are no measure. */
const ENOUGH_CHARS = 10_000;

interface Growth {
  tokens: number;
  chars: number;
}

/**
 * Measures how many tokens a character of a thread takes, from the growth of its prompts. Used only where the size of an item does not
 * follow from a difference: in the first prompt, and after a context was rebuilt.
 */
export class DensityMeter {
  /** The least dense first; of equals the earlier. */
  readonly #growths: Growth[];
  #before: number | undefined;
  #chars: number;

  /** Goes on where another stands, which stays as it is. */
  constructor(from?: DensityMeter) {
    this.#growths = from ? [...from.#growths] : [];
    this.#before = from ? from.#before : undefined;
    this.#chars = from ? from.#chars : 0;
  }

  add(entries: readonly Entry[], tools: ToolIndex): void {
    const found: Growth[] = [];
    for (const entry of entries) this.#take(entry, tools, found);
    if (found.length === 0) return;
    for (const growth of found) this.#growths.push(growth);
    // Nearly sorted already, which takes hardly longer than to look at each.
    this.#growths.sort((a, b) => a.tokens * b.chars - b.tokens * a.chars);
  }

  /** Tokens per character. */
  get density(): number {
    // Growth that is not in the trace at all would spoil the measure: the densest fifth is left out.
    const sane = Math.ceil(this.#growths.length * 0.8);
    let [tokens, chars] = [0, 0];
    for (let i = 0; i < sane; i++) {
      tokens += this.#growths[i]?.tokens ?? 0;
      chars += this.#growths[i]?.chars ?? 0;
    }
    if (chars < ENOUGH_CHARS) return USUAL;
    return Math.round(Math.min(HIGHEST, Math.max(LOWEST, tokens / chars)) * STEPS) / STEPS;
  }

  #take(entry: Entry, tools: ToolIndex, found: Growth[]): void {
    if (entry.parent !== undefined && entry.parent !== entry.index - 1) this.#before = undefined;
    if (entry.kind === 'user') this.#chars += entry.chars + entry.images * IMAGE_CHARS;
    else if (entry.kind === 'tool') this.#chars += weightOf(itemsOfTool(entry, tools));
    else if (entry.kind === 'compaction') this.#before = undefined;
    else {
      const tokens = entry.usage ? promptTokens(entry.usage) : 0;
      if (tokens > 0) {
        if (this.#before !== undefined && tokens > this.#before && this.#chars > 0)
          found.push({ tokens: tokens - this.#before, chars: this.#chars });
        this.#before = tokens;
        this.#chars = 0;
      }
      this.#chars += weightOfAnswer(entry, tools);
    }
  }
}

/** The measure of a whole thread. */
export function measureDensity(thread: Thread, tools: ToolIndex): number {
  const meter = new DensityMeter();
  meter.add(thread.entries, tools);
  return meter.density;
}

function weightOf(items: readonly { weight: number }[]): number {
  return items.reduce((sum, { weight }) => sum + weight, 0);
}
