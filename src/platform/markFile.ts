import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { displayPath } from '../core/card/cardIdentity.ts';
import { readMarks, writeMarks, type Mark } from '../core/readers/outcome/readVerdict.ts';
import { codeOf, describeFileError } from './describeFileError.ts';
import { lookAt } from './lookOnce.ts';
import { UnreadableFile } from './readChunks.ts';
import { writeFileAtomic } from './writeFileAtomic.ts';

/** Where a workspace keeps what its user said of sessions: never beside an agent's own files. */
export function markFileOf(workspace: string): string {
  return path.join(workspace, '.clawtrace', 'outcomes.json');
}

/** The marks of a workspace; none where there is no file. Throws UnreadableFile, also where the file holds something else. */
export async function readMarkFile(workspace: string): Promise<Map<string, Mark>> {
  const file = markFileOf(workspace);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return new Map();
    throw new UnreadableFile(file, describeFileError(error));
  }
  const marks = readMarks(text);
  if (!marks) throw new UnreadableFile(file, 'is not a list of outcomes (format: clawtrace/outcomes)');
  return marks;
}

/** What the user said of a session in the first of these workspaces that names it; a file that cannot be read says nothing. */
export async function findMark(sessionFile: string, workspaces: readonly string[], home: string | undefined): Promise<Mark | undefined> {
  for (const workspace of workspaces) {
    if (!existsSync(markFileOf(workspace))) continue;
    const marks = await lookAt(`marks ${workspace}`, () => readMarkFile(workspace).catch(() => undefined));
    const mark = marks?.get(displayPath(sessionFile, { root: workspace, ...(home !== undefined && { home }) }));
    if (mark) return mark;
  }
  return undefined;
}

export interface MarkRequest {
  workspace: string;
  home?: string;
  /** Absolute path of the session's file. */
  sessionFile: string;
  /** Undefined takes the mark away. */
  result: Mark['result'] | undefined;
}

/** Notes what the user says of a session. Throws UnreadableFile or NotWritten; a file that holds something else stays as it is. */
export async function markSession({ workspace, home, sessionFile, result }: MarkRequest): Promise<void> {
  const marks = await readMarkFile(workspace);
  const key = displayPath(sessionFile, { root: workspace, ...(home !== undefined && { home }) });
  if (result === undefined && !marks.delete(key)) return;
  if (result !== undefined) marks.set(key, { result });
  await writeFileAtomic(markFileOf(workspace), writeMarks(marks));
}
