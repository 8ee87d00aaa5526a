import { homedir } from 'node:os';
import { compileCardText } from '../../platform/compileCardText.ts';
import type { WorkerCalls } from '../../protocol/workerMessages.ts';
import type { CallContext } from '../callServer.ts';
import type { SessionStore } from '../sessionStore.ts';

/** The TraceCard of one session as YAML. Throws an Error that names the file when it holds none. */
export async function card(
  { path, relativeTo, allSteps, brief = false, linkedAgents, settings }: WorkerCalls['card']['request'],
  context: CallContext,
  store: SessionStore,
): Promise<WorkerCalls['card']['answer']> {
  const file = await store.get(path, settings, context.signal);
  if (file.kind !== 'session') throw new Error(`${path}: ${file.reason}`);
  await context.breathe();
  const root = relativeTo === undefined ? {} : { root: relativeTo };
  return { yaml: compileCardText(file.analyzed, { allSteps, brief, linkedAgents, home: homedir(), ...root }) };
}
