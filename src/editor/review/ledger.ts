import * as os from 'node:os';
import * as vscode from 'vscode';
import { type Rejection, rejectionsOf } from '../../core/costcraft/ledger.ts';
import { appendToLedger, readLedgerFile } from '../../platform/ledgerFile.ts';
import { nameInLedger } from '../../platform/nameInLedger.ts';
import { ledgerRecords } from './ledgerRecords.ts';
import { plainText } from '../shared/plainText.ts';
import type { Decision } from './review.ts';
import type { OpenReview } from './openReview.ts';

/** The ledger of the workspace folder that a skill belongs to; of the first folder for a skill of the home folder. */
export class Ledger {
  /** Appends one record for each decision. A ledger that cannot be written is told, and undoes no decision. */
  async record({ skill, review, set }: OpenReview, decisions: Decision[]): Promise<void> {
    const folder = folderOf(skill);
    if (!folder) return;
    const records = ledgerRecords(decisions, {
      review,
      sessionIds: set.sessions.map(({ id }) => id),
      file: nameOf(skill, folder),
      at: Date.now(),
    });
    try {
      await appendToLedger(folder.uri.fsPath, records);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showWarningMessage(plainText(vscode.l10n.t('The decision stands, but could not be remembered: {0}', reason)));
    }
  }

  /** Patches that were turned down for this skill before, in the form in which a run wants them. */
  async rejected(skill: vscode.Uri): Promise<Rejection[]> {
    const folder = folderOf(skill);
    if (!folder) return [];
    try {
      return rejectionsOf(await readLedgerFile(folder.uri.fsPath), nameOf(skill, folder));
    } catch {
      // An unreadable ledger must not stop the run: then nothing is remembered, and everything is proposed again.
      return [];
    }
  }
}

function folderOf(skill: vscode.Uri): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.getWorkspaceFolder(skill) ?? vscode.workspace.workspaceFolders?.[0];
}

function nameOf(skill: vscode.Uri, folder: vscode.WorkspaceFolder): string {
  return nameInLedger(skill.fsPath, folder.uri.fsPath, os.homedir());
}
