import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CardInspection } from '../../core/card/inspectCard.ts';
import { fileOf } from '../../platform/sessionAddress.ts';
import { cardAddress } from './cardUri.ts';
import { sourceUri } from './sourceUri.ts';

/**
 * The session file a card was compiled from. A card on disk names it relative to the workspace, to its own folder or to the home folder;
 * undefined when no such file exists.
 */
export async function findSource(document: vscode.TextDocument, inspection: CardInspection): Promise<vscode.Uri | undefined> {
  const address = cardAddress(document.uri);
  if (address) return sourceUri(address.path);
  const named = inspection.source?.path;
  if (named === undefined) return undefined;
  for (const candidate of candidates(document.uri, named)) {
    const found = await vscode.workspace.fs.stat(vscode.Uri.file(fileOf(candidate.fsPath))).then(
      ({ type }) => (type & vscode.FileType.File) !== 0,
      () => false,
    );
    if (found) return sourceUri(candidate.fsPath);
  }
  return undefined;
}

function candidates(card: vscode.Uri, named: string): vscode.Uri[] {
  // The card may be anyone's: to ask another machine for the file would tell it who is here.
  if (/^[\\/]{2}/.test(named)) return [];
  if (named.startsWith('~/')) return [vscode.Uri.file(path.join(os.homedir(), named.slice(2)))];
  if (path.isAbsolute(named)) return [vscode.Uri.file(named)];
  const folders = [vscode.workspace.getWorkspaceFolder(card), ...(vscode.workspace.workspaceFolders ?? [])];
  return [...folders.flatMap((folder) => (folder ? [vscode.Uri.joinPath(folder.uri, named)] : [])), vscode.Uri.joinPath(card, '..', named)];
}
