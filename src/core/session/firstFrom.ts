/** Index of the first of `items`, sorted by line, that does not stand before `line`; their number where all do. */
export function firstFrom(items: readonly { line: number }[], line: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.line ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}
