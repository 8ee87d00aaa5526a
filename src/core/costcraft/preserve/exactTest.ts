/** Sessions of one type of task, by how they ended and whether a behaviour was seen. */
export interface Table {
  /** Successes with the behaviour, and all successes. */
  successes: { with: number; of: number };
  failures: { with: number; of: number };
}

/**
 * One-sided p that so many of the sessions with the behaviour are successes, or more, were the outcome independent of it within each
 * table: Fisher's exact test for one table; for several the exact form of the Cochran-Mantel-Haenszel test, whose statistic is the
 * same sum of cells, with its distribution folded from those of the tables in place of the normal one, which few sessions do not allow.
 */
export function exactTest(tables: readonly Table[]): number {
  let distribution = [1];
  let lowest = 0;
  let seen = 0;
  for (const { successes, failures } of tables) {
    const own = hypergeometric(successes.of, failures.of, successes.with + failures.with);
    lowest += own.lowest;
    seen += successes.with;
    distribution = fold(distribution, own.chances);
  }
  const tail = distribution.slice(Math.max(0, seen - lowest));
  // Smallest first, so that small chances are not lost beside large ones.
  return Math.min(
    1,
    tail.sort((a, b) => a - b).reduce((sum, chance) => sum + chance, 0),
  );
}

/** Chances that k of `drawn` are among the `marked` of marked + others, from the smallest k that is possible on. */
function hypergeometric(marked: number, others: number, drawn: number): { lowest: number; chances: number[] } {
  const lowest = Math.max(0, drawn - others);
  const highest = Math.min(marked, drawn);
  const all = logChoose(marked + others, drawn);
  const chances: number[] = [];
  for (let k = lowest; k <= highest; k++) chances.push(Math.exp(logChoose(marked, k) + logChoose(others, drawn - k) - all));
  return { lowest, chances };
}

function fold(a: readonly number[], b: readonly number[]): number[] {
  const sums = new Array<number>(a.length + b.length - 1).fill(0);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      sums[i + j] = (sums[i + j] ?? 0) + x * y;
    });
  });
  return sums;
}

const logFactorials = [0];

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) logFactorials.push((logFactorials[i - 1] ?? 0) + Math.log(i));
  return logFactorials[n] ?? 0;
}
