import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import { plainText } from '../shared/plainText.ts';
import type { CardInspections } from './cardInspections.ts';
import { cardUri } from './cardUri.ts';

/** Opens the card of a session, all steps unfolded, at the row of a step; at its beginning where the step has no row of its own. */
export async function openCardStep(inspections: CardInspections, path: string, step: string): Promise<void> {
  try {
    const document = await vscode.workspace.openTextDocument(cardUri({ path, allSteps: true }));
    const { rows } = await inspections.of(document);
    // A sub-agent's step stands in the row of the step that started it.
    const names = [step, step.split('.')[0]];
    const row = names.map((name) => rows.find((candidate) => String(candidate.step) === name)).find((found) => found !== undefined);
    const line = Math.max(0, (row?.line ?? 1) - 1);
    await vscode.window.showTextDocument(document, { preview: true, selection: new vscode.Range(line, 0, line, 0) });
  } catch (error) {
    const reason = messageOf(error);
    void vscode.window.showErrorMessage(plainText(vscode.l10n.t('Step {0} of {1} cannot be shown: {2}', step, path, reason)));
  }
}
