import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CardInspection } from '../../core/card/inspectCard.ts';
import { fileOf } from '../../platform/sessionAddress.ts';
import { plainText } from '../shared/plainText.ts';
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

/** The same, and where there is no such file it is said to the user. */
export async function findSourceOrSay(document: vscode.TextDocument, inspection: CardInspection): Promise<vscode.Uri | undefined> {
  const source = await findSource(document, inspection);
  if (source) return source;
  const named = inspection.source?.path;
  const message =
    named === undefined
      ? vscode.l10n.t('{0} does not say which session it was made from.', document.fileName)
      : vscode.l10n.t('The session file {0} was not found.', named);
  void vscode.window.showWarningMessage(plainText(message));
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
