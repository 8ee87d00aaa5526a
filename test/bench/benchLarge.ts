import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CallCancelled, WorkerClient } from '../../src/platform/workerClient.ts';
import { generateTurns } from './generateCorpus.ts';
import type { Mark } from './marks.ts';
import { clawtrace, measureUse } from './runProcesses.ts';

const GIGABYTE = 1e9;
const CANCELS = 5;

/** One session of 1 GB: what `cost` takes for it, and how soon the worker is free again when its reading is given up. */
export async function benchLarge(folder: string): Promise<Mark[]> {
  const file = path.join(folder, 'large.jsonl');
  const handle = openSync(file, 'w');
  let bytes = 0;
  for (const text of generateTurns()) {
    bytes += writeSync(handle, text);
    if (bytes >= GIGABYTE) break;
  }
  closeSync(handle);
  try {
    const { cpuMs, megabytes } = measureUse(clawtrace(['cost', file, '--json', '--no-cache']));
    console.log(`A session of ${(bytes / 1e9).toFixed(2)} GB: cost took ${(cpuMs / 1000).toFixed(1)} s of processor time.\n`);
    return [
      { name: 'a session of 1 GB, memory', measured: megabytes, limit: 300, unit: 'MB' },
      { name: 'a session of 1 GB, cancelled until the worker answers', measured: await slowestCancel(file), limit: 200, unit: 'ms' },
    ];
  } finally {
    rmSync(file);
  }
}

/** Milliseconds from the cancel to the answer of the next call: the client itself gives up at once, but the thread may still be at work. */
async function slowestCancel(file: string): Promise<number> {
  const client = new WorkerClient(path.join(import.meta.dirname, '../../dist/worker.cjs'), { data: { version: 'bench' } });
  let slowest = 0;
  try {
    for (let i = 0; i < CANCELS; i++) {
      const abort = new AbortController();
      const call = client.call('summarize', { paths: [file], settings: { prices: [] } }, { signal: abort.signal });
      const given = call.then(
        () => 'answered',
        (error: unknown) => (error instanceof CallCancelled ? 'cancelled' : String(error)),
      );
      await wait(400 + i * 150);
      const start = performance.now();
      abort.abort();
      await client.call('inspectSkill', { text: '', path: 'SKILL.md' });
      slowest = Math.max(slowest, performance.now() - start);
      if ((await given) !== 'cancelled') throw new Error(`the reading of 1 GB was not cancelled but ${await given}`);
    }
  } finally {
    await client.dispose();
  }
  return slowest;
}
