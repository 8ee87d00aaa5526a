import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import * as vscode from 'vscode';
import { listAgentFolders } from '../../platform/agentHomes.ts';

/**
 * Files and folders in which sessions are looked for: the workspace's folders, what the setting names, and the agents' own folders
 * once the user has agreed. Nothing at all while the workspace is not trusted.
 */
export function sessionRoots(): string[] {
  if (!vscode.workspace.isTrusted) return [];
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
  const settings = vscode.workspace.getConfiguration('clawtrace');
  // Whatever the user wrote: one folder without the brackets of a list is what was meant, too.
  const written: unknown[] = [settings.get<unknown>('traceFolders')].flat();
  const named = written.filter((value) => typeof value === 'string').filter((value) => value.trim() !== '');
  const agents = settings.get('watchAgentFolders', false) ? listAgentFolders(os.homedir(), process.env).map(({ folder }) => folder) : [];
  const all = [...folders, ...named.flatMap((value) => resolveNamed(value.trim(), folders)), ...agents];
  // A folder inside another would be searched twice.
  return all.filter((root, i) => !all.some((other, j) => i !== j && isBelow(root, other) && (root !== other || j < i)));
}

function resolveNamed(value: string, folders: readonly string[]): string[] {
  if (value === '~' || /^~[\\/]/.test(value)) return [path.join(os.homedir(), value.slice(1))];
  return path.isAbsolute(value) ? [path.normalize(value)] : folders.map((folder) => path.join(folder, value));
}

function isBelow(inner: string, outer: string): boolean {
  const way = path.relative(outer, inner);
  return way === '' || (!way.startsWith('..') && !path.isAbsolute(way));
}
