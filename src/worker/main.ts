import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerData } from '../protocol/workerMessages.ts';
import { CallServer } from './callServer.ts';
import { createHandlers } from './createHandlers.ts';

const port = parentPort;
if (!port) throw new Error('this is the entry of a worker thread');

const { version = '', ...rest } = (workerData ?? {}) as Partial<WorkerData>;
const handlers = createHandlers({ version, ...rest, log: (message) => port.postMessage({ type: 'log', message }) });
const server = new CallServer(handlers, (message) => port.postMessage(message));
port.on('message', (message: unknown) => server.receive(message));
