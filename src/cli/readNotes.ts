import { NOTES_VERSION, type SessionNotes } from '../core/costcraft/sessionNotes.ts';
import { KeptRows } from './keptRows.ts';
import { type InputStatus, listSessionFiles } from './listSessionFiles.ts';
import type { PackedResult } from './packResult.ts';
import { runKeptJobs } from './runKeptJobs.ts';
import type { Terminal } from './terminal.ts';

export interface NotesRequest {
  paths: readonly string[];
  verbose: boolean;
  /** Reads every file, and keeps nothing. */
  noCache: boolean;
}

/** What CostCraft notes of the sessions in these files and folders; what cannot be read is told and stands in the status. */
export async function readNotes(
  { paths, verbose, noCache }: NotesRequest,
  terminal: Terminal,
  status: InputStatus,
): Promise<SessionNotes[]> {
  const { files, report, finish } = await listSessionFiles({ paths, verbose }, terminal, status);
  const outcomes = { workspaces: [terminal.cwd], home: terminal.home };
  const kept = KeptRows.open<PackedResult>({ name: 'notes', off: noCache, verbose, outcomes, facts: () => `${NOTES_VERSION}` }, terminal);
  const results = await runKeptJobs(files, { waste: true, notes: true, outcomes }, kept);
  await kept?.flush();
  const sessions = files.flatMap((file, i) => {
    const result = results[i];
    return result && report(file, result) && result.kind === 'session' && result.notes ? [result.notes] : [];
  });
  finish();
  return sessions;
}
