import { ALL, compileWithin, gatherParts, sizeOf, type CardLimits, type CompileOptions } from './cardParts.ts';
import { cutTexts, type TextLimits } from './cutTexts.ts';
import type { AnalyzedSession } from './findings.ts';
import type { TraceCard } from './traceCard.ts';

/** Largest folded card, in bytes of UTF-8. */
export const CARD_SIZE_LIMIT = 8_000;

/** How short a card should be where the session allows it, in bytes. */
const WISHED_SIZE = 3_000;

/** Sessions with at most this many rows are shown whole, every list too: folding would hide more than it saves. */
const FEW_ROWS = 30;

/** For sessions that fit the wished size. */
const SHORT: CardLimits[] = [
  { dear: 6, flagged: 6, list: 3 },
  { dear: 5, flagged: 5, list: 3 },
  { dear: 4, flagged: 4, list: 3 },
  { dear: 3, flagged: 3, list: 2 },
  { dear: 3, flagged: 1, list: 1 },
];

/** For the others, tried in turn until the card keeps to the limit; the last fits any session. */
const LONG: CardLimits[] = [
  { dear: 6, flagged: 10, list: 5 },
  { dear: 6, flagged: 6, list: 4 },
  { dear: 5, flagged: 4, list: 3 },
  { dear: 3, flagged: 1, list: 1 },
];

/** For texts of which each character takes several bytes. */
const SHORTER_TEXTS: TextLimits[] = [
  { text: 60, models: 8 },
  { text: 24, models: 3 },
  { text: 8, models: 1 },
];

/** The session's card. Rows, and the parts of cost.split, add up to cost.usd exactly, folded or not. */
export function compileCard(analyzed: AnalyzedSession, options: CompileOptions = {}): TraceCard {
  if (options.allSteps) return compileWithin(gatherParts(analyzed, options), ALL);
  const parts = gatherParts(analyzed, options);
  if (parts.ranked.rows.length <= FEW_ROWS) {
    const whole = compileWithin(parts, ALL);
    if (sizeOf(whole) <= CARD_SIZE_LIMIT) return whole;
  }
  // Most long sessions are too long for any of these, which the shortest of them shows.
  const shortest = compileWithin(parts, SHORT.at(-1) as CardLimits);
  if (sizeOf(shortest) <= WISHED_SIZE) {
    for (const limits of SHORT.slice(0, -1)) {
      const card = compileWithin(parts, limits);
      if (sizeOf(card) <= WISHED_SIZE) return card;
    }
    return shortest;
  }
  let card = compileWithin(parts, LONG[0] as CardLimits);
  for (const limits of LONG.slice(1)) {
    if (sizeOf(card) <= CARD_SIZE_LIMIT) break;
    card = compileWithin(parts, limits);
  }
  for (const limits of SHORTER_TEXTS) {
    if (sizeOf(card) <= CARD_SIZE_LIMIT) break;
    card = cutTexts(card, limits);
  }
  return card;
}
