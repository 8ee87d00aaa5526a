import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import { plainText } from '../shared/plainText.ts';

/** Opens a session file at a line (1-based), or says why it cannot: session files grow beyond what the editor opens, and agents delete old ones. */
export async function showSource(uri: vscode.Uri, line: number, viewColumn?: vscode.ViewColumn): Promise<void> {
  const position = new vscode.Position(line - 1, 0);
  const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(position, position), preview: true };
  if (viewColumn !== undefined) options.viewColumn = viewColumn;
  try {
    await vscode.window.showTextDocument(uri, options);
  } catch (error) {
    const reason = messageOf(error);
    void vscode.window.showErrorMessage(plainText(vscode.l10n.t('{0} could not be opened: {1}', uri.fsPath, reason)));
  }
}
