import { parentPort } from 'node:worker_threads';
import { CallServer } from './callServer.ts';
import { createHandlers } from './createHandlers.ts';

const port = parentPort;
if (!port) throw new Error('this is the entry of a worker thread');

const server = new CallServer(createHandlers(), (message) => port.postMessage(message));
port.on('message', (message: unknown) => server.receive(message));
