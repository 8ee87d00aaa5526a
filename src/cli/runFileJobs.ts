import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { TraceFile } from '../platform/discoverTraces.ts';
import type { FileJob, FileResult } from './fileJob.ts';

/** Below this a second thread takes longer to start than it saves. */
const WORTH_A_THREAD_BYTES = 24_000_000;

/** What the second thread may fill before it clears up: without a limit it takes as much memory as the first. */
const YOUNG_MB = 16;

/** What a second thread is given: the files, and a counter from which both threads take the next one. */
export interface SharedFiles {
  job: FileJob;
  files: string[];
  next: SharedArrayBuffer;
}

/** One answer of the second thread. */
export interface SharedResult {
  index: number;
  result: FileResult;
}

/** Takes an answer in. Whoever has work to go on with waits for it. */
export type PutResult = (answer: SharedResult) => Promise<void>;

/** The second thread's last word. */
export const DONE = 'done';

/**
 * Does the job for each file, with a second thread where there is much to read. The results are in the order of the files; `onResult` is told each
 * as it comes.
 */
export async function runFileJobs(
  files: readonly TraceFile[],
  job: FileJob,
  onResult: (result: FileResult, index: number) => Promise<void>,
): Promise<FileResult[]> {
  // The largest first, so that no thread is left alone with it at the end.
  const order = files.map((_, index) => index).sort((a, b) => (files[b]?.bytes ?? 0) - (files[a]?.bytes ?? 0) || a - b);
  const shared: SharedFiles = { job, files: order.map((index) => files[index]?.path ?? ''), next: new SharedArrayBuffer(4) };
  const results: FileResult[] = [];
  const put: PutResult = ({ index, result }) => {
    const at = order[index] as number;
    results[at] = result;
    return onResult(result, at);
  };
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const isWorthIt = files.length > 1 && bytes >= WORTH_A_THREAD_BYTES && availableParallelism() >= processorsForTwo(job);
  const second = isWorthIt ? runSecondThread(shared, put) : undefined;
  await takeFiles(shared, put);
  await second;
  return results;
}

/**
 * Each thread has V8's own helpers beside it, which compile and clear up. Where little is to be done with each byte they take as long as the
 * thread itself: on two processors a second thread then gains nothing and takes a third more memory.
 */
function processorsForTwo({ waste }: FileJob): number {
  return waste ? 2 : 3;
}

/** Takes files as long as there are any. The readers are loaded only here, so that the second thread loads them while the first does. */
export async function takeFiles({ job, files, next }: SharedFiles, put: PutResult): Promise<void> {
  const { createFileJobs } = await import('./fileJob.ts');
  const run = createFileJobs(job);
  const counter = new Int32Array(next);
  for (;;) {
    const index = Atomics.add(counter, 0, 1);
    const file = files[index];
    if (file === undefined) return;
    await put({ index, result: await run(file) });
  }
}

function runSecondThread(shared: SharedFiles, put: PutResult): Promise<void> {
  // The sources run as they are (tests, benches), the command as a bundle.
  const entry = import.meta.url.endsWith('.ts') ? './fileThread.ts' : './thread.js';
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(entry, import.meta.url), {
      workerData: shared,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    // To clear up a thread takes longer than to print, so its last word is waited for and not its end.
    worker.on('message', (answer: SharedResult | typeof DONE) => (answer === DONE ? resolve() : void put(answer).catch(reject)));
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`the second thread ended with ${code}`)));
  });
}
