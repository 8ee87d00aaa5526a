import type { TextProblem } from '../session/textProblem.ts';
import type { SkillDocument } from './skillDocument.ts';
import { afterLine } from './textLines.ts';

/** Builds a problem from offsets into the text. */
export function problemAt(
  document: SkillDocument,
  start: number,
  end: number,
  severity: TextProblem['severity'],
  code: string,
  message: string,
): TextProblem {
  return {
    message,
    severity,
    code,
    start: positionOf(document, start),
    end: positionOf(document, Math.max(start, end)),
  };
}

/** A problem over one whole line. */
export function problemOnLine(
  document: SkillDocument,
  line: number,
  severity: TextProblem['severity'],
  code: string,
  message: string,
): TextProblem {
  const at = document.lines[line];
  return problemAt(document, at?.start ?? 0, at?.end ?? 0, severity, code, message);
}

function positionOf(document: SkillDocument, offset: number): { line: number; column: number } {
  let [low, high] = [0, document.lines.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((document.lines[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const line = document.lines[low];
  if (!line) return { line: 1, column: 1 };
  // A final line end is followed by an empty line in every editor, though not in our list.
  if (line.eol !== '' && offset >= afterLine(line)) return { line: low + 2, column: 1 };
  return { line: low + 1, column: Math.min(offset, line.end) - line.start + 1 };
}
