import path from 'node:path';
import { isAgentFile } from './agentFiles.ts';
import type { AgentFiles } from './agentFiles.ts';
import type { TraceFile } from './discoverTraces.ts';

/**
 * Leaves out the files of sub-agents whose session file is in the list: they are read with it, as parts of that session. One that a
 * person named stays only if its session is not there.
 */
export async function dropOwnedAgentFiles(files: readonly TraceFile[], agentFiles: AgentFiles): Promise<TraceFile[]> {
  const present = new Set(files.map((file) => path.normalize(file.path)));
  const kept: TraceFile[] = [];
  for (const file of files) {
    const owner = isAgentFile(file.path) ? await agentFiles.ownerOf(file.path) : undefined;
    if (owner === undefined || !present.has(path.normalize(owner))) kept.push(file);
  }
  return kept;
}
