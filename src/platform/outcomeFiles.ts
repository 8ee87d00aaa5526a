import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { comparePaths } from './discoverTraces.ts';
import { stampFolder } from './stampFolder.ts';
import { isSurelyTraceFileName, isTraceFileName } from './traceFileNames.ts';

/** How a session's file may end; what stands before is the stem that a report of the same session bears. */
const SESSION_ENDING = /(?:\.jsonl(?:\..*)?|\.traj(?:\.json)?|\.json|\.log)$/;

/** `<stem>.<this>` beside a session is about that session. */
const OF_SESSION = /^(?:grading|junit|ctrf|pytest|vitest|jest|tests?|report|outcome)\.(?:json|xml)$/;

/** Names of reports that tell no session; they are used where the folder holds one session alone. */
const OF_FOLDER =
  /^(?:grading\.json|outcome\.json|report\.json|(?:\.report|(?:ctrf|pytest|vitest|jest|test)[\w-]*|test-results?)\.json|(?:[\w-]*junit[\w-]*|TEST-[\w.-]+|test-results?)\.xml)$/;

/** More files than a person keeps beside a session: then nothing tells which of them are about it. */
const FOLDER_LIMIT = 5_000;

/** Reports that are read of one session. */
const REPORT_LIMIT = 16;

/** A folder's names, read again when it has changed. */
export class OutcomeFolders {
  readonly #names = new Map<string, { stamp: string; names: Promise<readonly string[]> }>();

  /** The files that may say how this session ended, in order of their names; whether they do, their content tells. */
  async reportsOf(sessionFile: string): Promise<string[]> {
    const folder = path.dirname(sessionFile);
    const own = path.basename(sessionFile);
    const names = await this.#namesIn(folder);
    const stem = own.replace(SESSION_ENDING, '');
    const isAlone = !names.some((name) => name !== own && isOtherSession(name, own));
    return names
      .filter((name) => name !== own && isReportOf(name, stem, isAlone))
      .slice(0, REPORT_LIMIT)
      .map((name) => path.join(folder, name));
  }

  #namesIn(folder: string): Promise<readonly string[]> {
    const stamp = stampFolder(folder);
    const known = this.#names.get(folder);
    if (known?.stamp === stamp) return known.names;
    const names = listNames(folder);
    this.#names.set(folder, { stamp, names });
    return names;
  }
}

function isReportOf(name: string, stem: string, isAlone: boolean): boolean {
  if (stem !== '' && name.startsWith(`${stem}.`) && OF_SESSION.test(name.slice(stem.length + 1))) return true;
  return isAlone && OF_FOLDER.test(name);
}

/** What may be a second session: records by its name, or a file that ends as this one does and is no report. */
function isOtherSession(name: string, own: string): boolean {
  if (isSurelyTraceFileName(name)) return true;
  return (
    isTraceFileName(name) &&
    path.extname(name) === path.extname(own) &&
    !OF_FOLDER.test(name) &&
    !/\.(?:grading|ctrf|outcome)\.json$/.test(name)
  );
}

async function listNames(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    if (entries.length > FOLDER_LIMIT) return [];
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort(comparePaths);
  } catch {
    return [];
  }
}
