import { normalizeResult } from '../session/normalizeResult.ts';
import { resultHash } from '../session/resultHash.ts';
import type { ToolResult } from '../session/session.ts';

/** The lines within so many characters are looked at before the whole. */
const HEAD = 400;

/**
 * True where two results have the same text but for times, durations, process ids, gutters and reminders. Of results that are not known as
 * wholes the hashes decide.
 */
export function sayTheSame(a: ToolResult, b: ToolResult): boolean {
  const areWhole = isWhole(a) && isWhole(b);
  if (areWhole && a.text === b.text) return true;
  if (areWhole && !beginAlike(a.text, b.text)) return false;
  return resultHash(a) === resultHash(b) && (!areWhole || normalizeResult(a.text) === normalizeResult(b.text));
}

function isWhole({ text, chars }: ToolResult): boolean {
  return chars === text.length;
}

/** False where the texts differ from their first lines on, as most of those do that differ at all: then nobody has to normalize them. */
function beginAlike(a: string, b: string): boolean {
  const [one, other] = [headOf(a), headOf(b)];
  return one === undefined || other === undefined || one.startsWith(other) || other.startsWith(one);
}

/** What the normalized text begins with: nothing that is taken out goes over a line's end but a reminder. */
function headOf(text: string): string | undefined {
  const head = text.slice(0, text.lastIndexOf('\n', HEAD) + 1);
  return head === '' || head.includes('<system-reminder>') ? undefined : normalizeResult(head);
}
