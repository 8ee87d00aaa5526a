/**
 * Benjamini and Hochberg's q of each p, in the order given: the share of false ones that is expected among all whose q is not larger. Valid
 * where the tests are independent or lean the same way, as behaviours do that hang together; and exact tests on few sessions are
 * careful by themselves. Behaviours that are seen in the very same sessions must be given once. `weights` (Genovese, Roeder and Wasserman)
 * say before any outcome is seen where findings are looked for first; their mean must be 1.
 */
export function falseDiscovery(ps: readonly number[], weights: readonly number[] = []): number[] {
  const weighed = ps.map((p, i) => p / (weights[i] ?? 1));
  const order = ps.map((_, i) => i).sort((a, b) => (weighed[b] ?? 0) - (weighed[a] ?? 0));
  const qs = new Array<number>(ps.length).fill(1);
  let least = 1;
  order.forEach((i, rank) => {
    least = Math.min(least, ((weighed[i] ?? 1) * ps.length) / (ps.length - rank));
    qs[i] = least;
  });
  return qs;
}
