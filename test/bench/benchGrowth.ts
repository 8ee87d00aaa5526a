import { rmSync } from 'node:fs';
import path from 'node:path';
import { generateCorpus } from './generateCorpus.ts';
import type { Mark } from './marks.ts';
import { clawtrace, measureUse } from './runProcesses.ts';

const SIZES = [50, 100, 200, 400];
const ROUNDS = 5;

/** Eight times the bytes should take eight times as long: processor time of the cheapest of five runs, in turns, without the start of the program. */
export function benchGrowth(folder: string): { rows: string[][]; mark: Mark } {
  const corpora = SIZES.map((megabytes) => {
    const home = path.join(folder, `grown-${megabytes}`);
    return { home, bytes: generateCorpus(home, megabytes).bytes, cpuMs: Infinity, megabytes: 0 };
  });
  try {
    let startMs = Infinity;
    for (let round = 0; round < ROUNDS; round++) {
      startMs = Math.min(startMs, measureUse(clawtrace(['--version'])).cpuMs);
      for (const corpus of corpora) {
        const used = measureUse(clawtrace(['cost', corpus.home, '--json', '--no-cache']));
        corpus.cpuMs = Math.min(corpus.cpuMs, used.cpuMs);
        corpus.megabytes = Math.max(corpus.megabytes, used.megabytes);
      }
    }
    const rates = corpora.map(({ bytes, cpuMs }) => ((cpuMs - startMs) / bytes) * 1e6);
    const [first = NaN] = rates;
    const rows = corpora.map(({ bytes, cpuMs, megabytes }, i) => [
      (bytes / 1e6).toFixed(0),
      cpuMs.toFixed(0),
      (rates[i] ?? NaN).toFixed(2),
      ((rates[i] ?? NaN) / first).toFixed(2),
      megabytes.toFixed(0),
    ]);
    const measured = (rates.at(-1) ?? NaN) / first;
    return { rows, mark: { name: 'time of a MB at 400 MB, beside one at 50 MB', measured, limit: 1.15, digits: 2, unit: 'x' } };
  } finally {
    for (const { home } of corpora) rmSync(home, { recursive: true });
  }
}
