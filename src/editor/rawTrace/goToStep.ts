import * as vscode from 'vscode';
import { plainText } from '../shared/plainText.ts';
import type { CardInspections } from '../card/cardInspections.ts';
import { rowOfStep } from '../card/cardReferences.ts';
import { cardAddress, cardUri } from '../card/cardUri.ts';
import type { RawTraces } from './rawTraces.ts';

const t = vscode.l10n.t;

/**
 * Shows a step in its session's card: from a hover the session's path and the step, else the step of the record at the cursor. A card
 * that folds the step into a group gives way to the one with all steps.
 */
export async function goToStep(traces: RawTraces, inspections: CardInspections, args: readonly unknown[]): Promise<void> {
  const [path, step] = args;
  const isStep = typeof step === 'number' || typeof step === 'string';
  const target = typeof path === 'string' && isStep ? { session: path, step } : await stepAtCursor(traces);
  if (!target) return;
  const open = vscode.window.visibleTextEditors.find(({ document }) => cardAddress(document.uri)?.path === target.session);
  const allSteps = open ? (cardAddress(open.document.uri)?.allSteps ?? false) : false;
  const column = open?.viewColumn ?? vscode.ViewColumn.Active;
  for (const all of allSteps ? [true] : [false, true]) {
    const document = await vscode.workspace.openTextDocument(cardUri({ path: target.session, allSteps: all }));
    const { rows } = await inspections.of(document);
    const row = rowOfStep(rows, target.step);
    if (!row || (row.kind === 'group' && !all)) continue;
    const position = new vscode.Position(row.line - 1, 0);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position), viewColumn: column });
    return;
  }
}

async function stepAtCursor(traces: RawTraces): Promise<{ session: string; step: number | string } | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const line = editor.selection.active.line + 1;
  const part = await traces.at(editor.document, line);
  const cost = part?.lines.find((candidate) => candidate.line === line);
  const step = cost?.about.map((about) => about.agentOf ?? about.step).find((name) => name !== '');
  if (part && step !== undefined) return { session: part.session, step };
  const message = part ? t('Line {0} is not the record of a step.', line) : t('This file is not a session that ClawTrace reads.');
  void vscode.window.showInformationMessage(plainText(message));
  return undefined;
}
