import { firstFrom } from '../../core/session/firstFrom.ts';

/** Lines above and below the visible ones that are drawn beforehand, so that slow scrolling shows no bare lines. */
const MARGIN = 40;

/** Lines (1-based, both included) of one visible part of a text. */
export interface LineSpan {
  from: number;
  to: number;
}

/** Those of `items`, sorted by line, that stand in or near the visible parts. The work grows with what is in sight, not with the list. */
export function inSight<T extends { line: number }>(items: readonly T[], visible: readonly LineSpan[], margin = MARGIN): T[] {
  const found: T[] = [];
  let next = 0;
  for (const { from, to } of [...visible].sort((a, b) => a.from - b.from)) {
    for (next = Math.max(next, firstFrom(items, from - margin)); next < items.length; next++) {
      const item = items[next] as T;
      if (item.line > to + margin) break;
      found.push(item);
    }
  }
  return found;
}
