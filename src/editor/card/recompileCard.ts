import * as vscode from 'vscode';
import type { CardInspection } from '../../core/card/inspectCard.ts';
import { messageOf } from '../../core/session/messageOf.ts';
import { plainText } from '../shared/plainText.ts';
import type { CompileCard } from './cardDocuments.ts';
import type { CardInspections } from './cardInspections.ts';
import { CARD_SCHEME, isCard } from './cardUri.ts';
import { changedLines } from './changedLines.ts';
import { findSourceOrSay } from './findSource.ts';

/** More rows than a card folds none of: one that has them and no group was made with all steps. */
const FEW_ROWS = 30;

/** Makes a card on disk anew from its session, as one edit that one undo takes back; the file is not saved. */
export async function recompileCard(inspections: CardInspections, compile: CompileCard, args: readonly unknown[]): Promise<void> {
  const uri = args[0] instanceof vscode.Uri ? args[0] : vscode.window.activeTextEditor?.document.uri;
  if (!uri || uri.scheme === CARD_SCHEME) return;
  const document = await vscode.workspace.openTextDocument(uri);
  if (!isCard(document)) return;
  const inspection = await inspections.of(document);
  const source = await findSourceOrSay(document, inspection);
  if (!source) return;
  try {
    const text = await compile({
      path: source.fsPath,
      allSteps: hasAllSteps(document.fileName, inspection),
      brief: inspection.sections.some(({ key }) => key === 'brief'),
    });
    const change = changedLines(document.getText(), text);
    if (!change) return;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(change.from, 0, change.to, 0), change.text);
    await vscode.workspace.applyEdit(edit);
  } catch (error) {
    void vscode.window.showErrorMessage(plainText(messageOf(error)));
  }
}

function hasAllSteps(name: string, { rows }: CardInspection): boolean {
  return name.includes('.all-steps.') || (rows.length > FEW_ROWS && rows.every(({ kind }) => kind !== 'group'));
}
