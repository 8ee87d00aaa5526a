import * as path from 'node:path';
import * as vscode from 'vscode';
import type { TextPlace } from '../../core/costcraft/patch.ts';
import { messageOf } from '../../core/session/messageOf.ts';
import { plainText } from '../shared/plainText.ts';

/** Opens the author's line that says already what a candidate says. `place` names the file as the run was given it. */
export async function showLine(argument: unknown): Promise<void> {
  if (!isLine(argument)) return;
  const { skill, place } = argument;
  const folder = vscode.workspace.getWorkspaceFolder(skill) ?? vscode.workspace.workspaceFolders?.[0];
  const uri = place.file === skill.fsPath || !folder ? skill : vscode.Uri.file(path.join(folder.uri.fsPath, place.file));
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const { range } = document.lineAt(Math.min(place.line, document.lineCount) - 1);
    await vscode.window.showTextDocument(document, { preview: true, preserveFocus: true, selection: range });
  } catch (error) {
    const reason = messageOf(error);
    void vscode.window.showErrorMessage(plainText(vscode.l10n.t('{0} cannot be shown: {1}', place.file, reason)));
  }
}

function isLine(value: unknown): value is { skill: vscode.Uri; place: TextPlace } {
  if (typeof value !== 'object' || value === null || !('skill' in value) || !('place' in value)) return false;
  const { file, line } = value.place as Partial<TextPlace>;
  return value.skill instanceof vscode.Uri && typeof file === 'string' && typeof line === 'number';
}
