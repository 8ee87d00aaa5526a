import { isDatabaseName } from './sessionAddress.ts';

/**
 * Which file names may hold a session. Names are only a filter for searched folders, never a verdict: the format is told from the
 * records, and a file that a person names is always tried.
 */

/** How the name of a session file may end. OpenClaw renames sessions that were reset or deleted; they were billed all the same. */
const CANDIDATES: readonly RegExp[] = [
  /\.jsonl$/,
  /\.jsonl\.(?:deleted|reset)\.[^/]+$/,
  /\.json$/,
  /\.log$/,
  /\.traj$/,
  /\.jsonl\.zst$/,
  /\.binpb$/,
];

/** What looks like a session and is not: copies of another file's calls, and files that tools keep beside it. */
const EXCLUDED: readonly RegExp[] = [/\.checkpoint\.[^/]*\.jsonl$/, /\.bak-[^/]*$/, /\.trajectory\.jsonl$/, /\.lock$/];

/** Folders in which no agent keeps sessions and whose size would drown the search. */
const EXCLUDED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn', 'llm_completions']);

export function isTraceFileName(name: string): boolean {
  return isDatabaseName(name) || (CANDIDATES.some((pattern) => pattern.test(name)) && !EXCLUDED.some((pattern) => pattern.test(name)));
}

/** True where the name alone says "records of a session": such a file must not be silently passed over when it is empty or damaged. */
export function isSurelyTraceFileName(name: string): boolean {
  return isTraceFileName(name) && /\.jsonl(?:$|\.)/.test(name);
}

export function isSearchedFolder(name: string): boolean {
  return !EXCLUDED_FOLDERS.has(name);
}
