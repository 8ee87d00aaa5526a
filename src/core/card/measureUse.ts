import { hasWholeText } from '../session/heldText.ts';
import type { ToolStep } from '../session/session.ts';
import { namesOf } from './namesOf.ts';
import { tellingLine, type WordTimes } from './wordTimes.ts';

/** How much of a result the rest of the session refers to. */
export interface ResultUse {
  lines: number;
  /** Lines that hold a name or are a line that the model wrote later. */
  usedLines: number;
  /** How many different names it holds: where they are few, that none came back says little. */
  names: number;
  /** Share (0 to 1) of the characters that stand within this many lines of a used one. */
  keptWithin(lines: number): number;
}

/** A name on more lines than this does not tell which of them was looked at: then only the first one, most likely its definition, counts. */
const RARE = 4;

/** Longer lines (JSON, minified code) are looked at in pieces of this many characters. */
const PIECE = 200;

/**
 * Marks the lines of a tool result that came back later in what the model wrote: whole lines (an edit quotes them), names that first came up
 * here, and names known before that stand on a single line. It cannot see what was only understood, so it is evidence, not proof.
 * Undefined where the model of the session does not hold the whole result, for then nothing may be said about the rest.
 */
export function measureUse(step: ToolStep, words: WordTimes): ResultUse | undefined {
  const { result } = step;
  if (!result || result.images > 0 || !hasWholeText(result)) return undefined;
  const whole = result.text.split('\n');
  const lines: string[] = [];
  /** Which line each piece is of. */
  const lineOf: number[] = [];
  whole.forEach((line, at) => {
    for (const piece of piecesOf(line)) {
      lineOf.push(at);
      lines.push(piece);
    }
  });
  const linesByName = new Map<string, number[]>();
  const isUsed = new Array<boolean>(lines.length).fill(false);
  lines.forEach((line, i) => {
    const telling = tellingLine(line.replace(/^ {0,8}\d{1,7}(?:\u2192|\t)/, ''));
    if (telling !== undefined && (words.lastLine.get(telling) ?? -1) > step.index) isUsed[i] = true;
    for (const name of new Set(namesOf(line))) {
      const places = linesByName.get(name);
      if (places) places.push(i);
      else linesByName.set(name, [i]);
    }
  });
  for (const [name, places] of linesByName) {
    if ((words.lastWritten.get(name) ?? -1) <= step.index) continue;
    if (places.length > 1 && !words.isNewAt(name, step.index)) continue;
    for (const i of places.length <= RARE ? places : places.slice(0, 1)) isUsed[i] = true;
  }
  return {
    lines: whole.length,
    names: linesByName.size,
    usedLines: new Set(lineOf.filter((_, i) => isUsed[i])).size,
    keptWithin: (reach) => keptShare(lines, isUsed, reach),
  };
}

function piecesOf(line: string): string[] {
  if (line.length <= PIECE) return [line];
  const pieces: string[] = [];
  for (let at = 0; at < line.length; at += PIECE) pieces.push(line.slice(at, at + PIECE));
  return pieces;
}

function keptShare(lines: readonly string[], isUsed: readonly boolean[], reach: number): number {
  let [kept, whole] = [0, 0];
  // Distance to the nearest used line above, then below, in one pass each.
  const near = new Array<boolean>(lines.length).fill(false);
  let last = -Infinity;
  for (let i = 0; i < lines.length; i++) {
    if (isUsed[i]) last = i;
    if (i - last <= reach) near[i] = true;
  }
  last = Infinity;
  for (let i = lines.length - 1; i >= 0; i--) {
    if (isUsed[i]) last = i;
    if (last - i <= reach) near[i] = true;
  }
  for (let i = 0; i < lines.length; i++) {
    const chars = (lines[i]?.length ?? 0) + 1;
    whole += chars;
    if (near[i]) kept += chars;
  }
  return whole === 0 ? 1 : kept / whole;
}
