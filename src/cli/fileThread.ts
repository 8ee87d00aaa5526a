import { parentPort, workerData } from 'node:worker_threads';
import { takeFiles } from './runFileJobs.ts';
import type { SharedFiles } from './runFileJobs.ts';

const port = parentPort;
if (!port) throw new Error('this is the entry of a thread');

await takeFiles(workerData as SharedFiles, (answer) => port.postMessage(answer));
