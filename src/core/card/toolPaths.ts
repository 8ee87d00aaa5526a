import type { Json } from '../session/session.ts';
import { splitShell } from './splitShell.ts';

type Args = { [key: string]: Json };

/** How the agents' tools call the one file or folder they are about; the strongest first. */
const ONE = ['file_path', 'path', 'filePath', 'absolute_path', 'target_file', 'notebook_path', 'dir_path', 'dirPath', 'filename'];

/** How they call several. */
const SEVERAL = ['paths', 'include', 'filePaths'];

/**
 * The files and folders that the arguments of a file or search tool name, as written there. Empty where they name none, so that it is
 * not known which.
 */
export function toolPaths(args: Json): string[] {
  if (typeof args === 'string') return patchedFiles(args);
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return [];
  for (const key of ONE) {
    const value = args[key];
    if (typeof value === 'string' && value !== '') return [value];
  }
  for (const key of SEVERAL) {
    const value = args[key];
    // Gemini CLI's searches have a filter of the same name as its list of files to read.
    if (key === 'include' && !Array.isArray(value)) continue;
    const list = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string' && item !== '') as string[];
    if (list.length > 0) return list;
  }
  if (Array.isArray(args['replacements'])) return unique(args['replacements'].flatMap((item) => (isObject(item) ? toolPaths(item) : [])));
  for (const key of ['input', 'patch']) {
    const value = args[key];
    if (typeof value === 'string') return patchedFiles(value);
  }
  const { command } = args;
  return Array.isArray(command)
    ? unique(command.flatMap((word) => (typeof word === 'string' ? patchedFiles(word) : [])))
    : ofCommand(command);
}

/** Files in a patch of the form "*** Update File: src/a.ts". */
function patchedFiles(patch: string): string[] {
  return unique([...patch.matchAll(/^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+?)\r?$/gm)].map((match) => match[1] as string));
}

/** `open "setup.py" 40` and `create reproduce.py`: tools that are commands of a shell. */
function ofCommand(command: Json | undefined): string[] {
  if (typeof command !== 'string' || !/^(?:open|create)\s/.test(command)) return [];
  const path = splitShell(command).commands[0]?.words[1]?.text;
  return path === undefined ? [] : [path];
}

function unique(list: string[]): string[] {
  return [...new Set(list)];
}

function isObject(value: Json): value is Args {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
