import { lengthOfText, startOfText } from '../session/heldText.ts';
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
  if (areWhole && !beginAlike(a, b)) return false;
  if (areWhole && a.text === b.text) return true;
  return resultHash(a) === resultHash(b) && (!areWhole || normalizeResult(a.text) === normalizeResult(b.text));
}

function isWhole(result: ToolResult): boolean {
  return result.chars === lengthOfText(result);
}

/** False where the texts differ from their first lines on, as most of those do that differ at all: then nobody has to normalize them. */
function beginAlike(a: ToolResult, b: ToolResult): boolean {
  const [one, other] = [headOf(a), headOf(b)];
  return one === undefined || other === undefined || one.startsWith(other) || other.startsWith(one);
}

/** What the normalized text begins with: nothing that is taken out goes over a line's end but a reminder. */
function headOf(result: ToolResult): string | undefined {
  const start = startOfText(result, HEAD + 1);
  const head = start.slice(0, start.lastIndexOf('\n') + 1);
  return head === '' || head.includes('<system-reminder>') ? undefined : normalizeResult(head);
}
