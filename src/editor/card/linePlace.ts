/** What a line of a card is about, whatever its figures: "  - { step: 3", "  usd:", "steps:". */
export function linePlace(text: string): string {
  return /^\s*-?\s*\{?\s*\w+:(?:\s*[\w-]+(?=,))?/.exec(text)?.[0] ?? text;
}

/** The line (0-based) that is about the same, the nearest one to where it was; the old number where there is none. */
export function findPlace(lines: readonly string[], place: string, near: number): number {
  let best: number | undefined;
  for (const [i, text] of lines.entries()) {
    if (linePlace(text) === place && (best === undefined || Math.abs(i - near) < Math.abs(best - near))) best = i;
  }
  return best ?? Math.min(near, lines.length - 1);
}
