/**
 * Milliseconds of processor time of the cheapest of several runs. Not of wall time: on a machine that is busy with other things that
 * would measure the other things. What the collector of garbage does on other threads counts too.
 */
export async function cheapestMs(run: () => unknown, times = 3): Promise<number> {
  let cheapest = Infinity;
  for (let i = 0; i < times; i++) {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    cheapest = Math.min(cheapest, (user + system) / 1000);
  }
  return cheapest;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
