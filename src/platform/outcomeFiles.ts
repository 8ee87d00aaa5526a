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

/** What stands in a folder, sorted out once for all its sessions. */
interface FolderContents {
  /** Reports by the stem of the session that they name. */
  byStem: ReadonlyMap<string, readonly string[]>;
  /** Reports that tell no session. */
  ofFolder: readonly string[];
  /** Names that are surely those of sessions, and others that may be, by how they end. */
  sure: ReadonlySet<string>;
  likely: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What folders hold, read again when one has changed. */
export class OutcomeFolders {
  readonly #folders = new Map<string, { stamp: string; contents: Promise<FolderContents> }>();

  /** The files that may say how this session ended, in order of their names; whether they do, their content tells. */
  async reportsOf(sessionFile: string): Promise<string[]> {
    const folder = path.dirname(sessionFile);
    const own = path.basename(sessionFile);
    const { byStem, ofFolder, sure, likely } = await this.#contentsOf(folder);
    const isAlone = holdsNothingBut(sure, own) && holdsNothingBut(likely.get(path.extname(own)) ?? sure, own);
    const named = byStem.get(own.replace(SESSION_ENDING, '')) ?? [];
    const names = isAlone ? [...new Set([...named, ...ofFolder])].sort(comparePaths) : named;
    return names
      .filter((name) => name !== own)
      .slice(0, REPORT_LIMIT)
      .map((name) => path.join(folder, name));
  }

  #contentsOf(folder: string): Promise<FolderContents> {
    const stamp = stampFolder(folder);
    const known = this.#folders.get(folder);
    if (known?.stamp === stamp) return known.contents;
    const contents = listNames(folder).then(sortOut);
    this.#folders.set(folder, { stamp, contents });
    return contents;
  }
}

function holdsNothingBut(names: ReadonlySet<string>, own: string): boolean {
  return names.size === 0 || (names.size === 1 && names.has(own));
}

function sortOut(names: readonly string[]): FolderContents {
  const byStem = new Map<string, string[]>();
  const likely = new Map<string, Set<string>>();
  for (const name of names) {
    const [, stem = '', ending] = /^(.+)\.([^.]+\.[^.]+)$/.exec(name) ?? [];
    if (ending !== undefined && OF_SESSION.test(ending)) byStem.set(stem, [...(byStem.get(stem) ?? []), name]);
    if (!mayBeSession(name)) continue;
    const alike = likely.get(path.extname(name));
    if (alike) alike.add(name);
    else likely.set(path.extname(name), new Set([name]));
  }
  return { byStem, ofFolder: names.filter((name) => OF_FOLDER.test(name)), sure: new Set(names.filter(isSurelyTraceFileName)), likely };
}

/** Records that end as a session's do, and are no report. */
function mayBeSession(name: string): boolean {
  return isTraceFileName(name) && !OF_FOLDER.test(name) && !/\.(?:grading|ctrf|outcome)\.json$/.test(name);
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
