import module from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { SharedFiles } from './runFileJobs.ts';

// What the first thread has compiled is not compiled again.
module.enableCompileCache?.();
const { DONE, takeFiles } = await import('./runFileJobs.ts');

const port = parentPort;
if (!port) throw new Error('this is the entry of a thread');

await takeFiles(workerData as SharedFiles, async (answer) => port.postMessage(answer));
port.postMessage(DONE);
