/** The next of some lines (1-based, in order) after or before a line; from the last it goes on with the first. Undefined where there is none. */
export function nextLine(lines: readonly number[], from: number, direction: 1 | -1): number | undefined {
  return direction > 0 ? (lines.find((line) => line > from) ?? lines[0]) : (lines.findLast((line) => line < from) ?? lines.at(-1));
}
