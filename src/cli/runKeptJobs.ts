import type { TraceFile } from '../platform/discoverTraces.ts';
import type { FileJob, FileResult } from './fileJob.ts';
import type { KeptRows } from './keptRows.ts';
import { packResult, unpackResult } from './packResult.ts';
import type { PackedResult } from './packResult.ts';

/**
 * Does the job for each file, or takes what an earlier run has made of it. The results are in the order of the files. The readers are only loaded
 * where there is something to read; `beforeReading` is told how much that is.
 */
export async function runKeptJobs(
  files: readonly TraceFile[],
  job: FileJob,
  kept: KeptRows<PackedResult> | undefined,
  beforeReading?: (bytes: number) => void,
): Promise<FileResult[]> {
  const packed = await kept?.recall(files.map((file) => file.path));
  const results = files.map((file, i) => packed?.[i] && unpackResult(packed[i], file.path));
  const missing = files.filter((_, i) => !results[i]);
  if (missing.length > 0) {
    beforeReading?.(missing.reduce((sum, { bytes }) => sum + bytes, 0));
    const stamps = await kept?.stamp(missing.map((file) => file.path));
    const { runFileJobs } = await import('./runFileJobs.ts');
    // Each at once and not all at the end: whoever breaks off a long run has most of it in the next.
    const made = await runFileJobs(missing, job, async (result, i) => kept?.keep(result.path, stamps?.[i], packResult(result)));
    const next = made.values();
    results.forEach((result, i) => (results[i] = result ?? next.next().value));
  }
  return results as FileResult[];
}
