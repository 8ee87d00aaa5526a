import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import { plainText } from '../shared/plainText.ts';
import type { Decision } from './review.ts';
import { pathOf } from './skillFile.ts';

/**
 * In the status bar, since the person has just asked for it. `unsaved`: SKILL.md had unsaved changes before and still has. `over`: the
 * diff has closed with this decision, so that a message leads to the file, in which an undo takes the rule back.
 */
export function sayAccepted(
  skill: vscode.Uri,
  decisions: readonly Decision[],
  { unsaved, over }: { unsaved: boolean; over: boolean },
): void {
  const { l10n } = vscode;
  const count = decisions.filter(({ decision }) => decision === 'accepted').length;
  const path = plainText(pathOf(skill));
  const done = count === 1 ? l10n.t('1 rule accepted into {0}', path) : l10n.t('{0} rules accepted into {1}', count, path);
  const message = unsaved ? l10n.t('{0} (not saved: it has unsaved changes of yours)', done) : done;
  vscode.window.setStatusBarMessage(`$(check) ${message}`, 6000);
  if (over && count > 0) void offerSkill(skill, message);
}

async function offerSkill(skill: vscode.Uri, message: string): Promise<void> {
  const open = vscode.l10n.t('Open SKILL.md');
  if ((await vscode.window.showInformationMessage(message, open)) === open) await vscode.window.showTextDocument(skill);
}

/** In the status bar too: the change was the person's own, an undo for one. */
export function sayFollowed(skill: vscode.Uri): void {
  vscode.window.setStatusBarMessage(vscode.l10n.t('The proposal for {0} follows its change', plainText(pathOf(skill))), 4000);
}

/** Why a decision was not carried out but the diff shown again. `exists`: there still is a SKILL.md. */
export function sayStale(skill: vscode.Uri, exists: boolean, pending: number): void {
  void vscode.window.showInformationMessage(plainText(staleMessage(pathOf(skill), exists, pending)));
}

function staleMessage(path: string, exists: boolean, pending: number): string {
  const { l10n } = vscode;
  if (!exists) return l10n.t('{0} is gone. Accepting a patch now creates it again.', path);
  if (pending === 0) return l10n.t('{0} already holds the proposed rules.', path);
  return l10n.t('{0} has changed since the patches were proposed. They now stand on its present text: look again, then decide.', path);
}

/** Not waited for: the next decision need not wait until the message is closed. */
export function sayFailed(error: unknown): void {
  const reason = messageOf(error);
  const sentence = /[.!?]$/.test(reason) ? reason : `${reason}.`;
  void vscode.window.showErrorMessage(plainText(vscode.l10n.t('{0} Nothing was changed, and the patches stay pending.', sentence)));
}
