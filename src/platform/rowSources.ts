import type { AgentFiles } from './agentFiles.ts';
import type { FileStamp } from './fileStamp.ts';
import { stampCompletionLogs } from './listCompletionLogs.ts';
import { findMark } from './markFile.ts';
import type { OutcomePlaces } from './readOutcome.ts';
import { stampFiles } from './rowCache.ts';

/** Where all is looked for that a row of a session is made of. */
export interface RowPlaces {
  agentFiles: AgentFiles;
  /** Absent for rows that do not tell how a session ended, or only as its own source does. */
  outcomes?: OutcomePlaces;
}

/** What a row is made of, as it was before the session was read. */
export interface RowStamp {
  /** Undefined where one was gone, so that nothing may be kept. */
  files: FileStamp[] | undefined;
  facts: string;
}

/** To be taken before the session is read: what changes meanwhile makes the row one of the past, and never one of the future. */
export async function stampRow(file: string, places: RowPlaces): Promise<RowStamp> {
  return { files: stampFiles(await filesOfRow(file, places)), facts: await factsOfRow(file, places) };
}

/** All files that a row is made of, the session's own first. A file that comes or goes makes it another list. */
export async function filesOfRow(file: string, { agentFiles, outcomes }: RowPlaces): Promise<string[]> {
  return [file, ...(await agentFiles.of(file)), ...((await outcomes?.folders.reportsOf(file)) ?? [])];
}

/**
 * What else a row depends on, as a text that is the same as long as that is: the user's mark, since those of all sessions stand in one file but a
 * row depends on its own only, and the logs of completions, of which there may be thousands for one session.
 */
export async function factsOfRow(file: string, { outcomes }: RowPlaces): Promise<string> {
  const mark = outcomes && (await findMark(file, outcomes.workspaces, outcomes.home));
  return `${mark?.result ?? ''} ${await stampCompletionLogs(file)}`.trim();
}
