import { createHash } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { cardNameOf } from '../../platform/cardNameOf.ts';
import type { CardAddress } from './cardUri.ts';

/** Where the setting keeps cards. */
export type CardsLocation = 'virtual' | 'beside' | 'workspace';

/** Below the workspace folder. */
const FOLDER = ['.clawtrace', 'cards'];

export function cardsLocation(session: string): CardsLocation {
  return vscode.workspace.getConfiguration('clawtrace', vscode.Uri.file(session)).get<CardsLocation>('cards.location', 'virtual');
}

/**
 * The file in which the card of a session is kept; undefined where cards are compiled when they are opened, or no folder is open to keep
 * them in. Two sessions of one name have two files in one folder: `isOther` says whether a file is another session's card.
 */
export async function keptCard(
  { path: session, allSteps }: CardAddress,
  location: CardsLocation,
  isOther: (file: vscode.Uri) => Promise<boolean>,
): Promise<vscode.Uri | undefined> {
  const mark = allSteps ? '.all-steps' : '';
  if (location === 'beside') return vscode.Uri.file(path.join(path.dirname(session), cardNameOf(session, mark)));
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(session)) ?? vscode.workspace.workspaceFolders?.[0];
  if (location !== 'workspace' || !folder) return undefined;
  const named = vscode.Uri.joinPath(folder.uri, ...FOLDER, cardNameOf(session, mark));
  if (!(await isOther(named))) return named;
  const hash = createHash('sha256').update(session).digest('hex').slice(0, 8);
  return vscode.Uri.joinPath(folder.uri, ...FOLDER, cardNameOf(session, `-${hash}${mark}`));
}
