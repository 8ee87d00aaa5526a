/** The lines (0-based, `to` excluded) of a text that differ from another, and what stands there in the other; undefined where they are equal. */
export function changedLines(before: string, after: string): { from: number; to: number; text: string } | undefined {
  if (before === after) return undefined;
  // Each with its line end, so that the last line is a line like any other.
  const [old, fresh] = [before.split(/(?<=\n)/), after.split(/(?<=\n)/)];
  const shorter = Math.min(old.length, fresh.length);
  let from = 0;
  while (from < shorter && old[from] === fresh[from]) from++;
  let same = 0;
  while (same < shorter - from && old[old.length - 1 - same] === fresh[fresh.length - 1 - same]) same++;
  return { from, to: old.length - same, text: fresh.slice(from, fresh.length - same).join('') };
}
