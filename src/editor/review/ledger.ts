import * as os from 'node:os';
import * as vscode from 'vscode';
import { LEDGER_FILE, type LedgerRecord, type Rejection, rejectionsOf } from '../../core/costcraft/ledger.ts';
import { messageOf } from '../../core/session/messageOf.ts';
import { appendToLedger, readLedgerFile } from '../../platform/ledgerFile.ts';
import { nameInLedger } from '../../platform/nameInLedger.ts';
import { Disposables } from '../shared/disposables.ts';
import { plainText } from '../shared/plainText.ts';
import { ledgerRecords } from './ledgerRecords.ts';
import type { OpenReview } from './openReview.ts';
import type { Decision } from './review.ts';

/** What the ledger of a skill's folder holds, and how it names the skill. */
export interface SkillLedger {
  records: LedgerRecord[];
  file: string;
}

/** The ledger of the workspace folder that a skill belongs to; of the first folder for a skill of the home folder. */
export class Ledger implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #all = new Disposables();

  /** Something was appended here, or the file changed otherwise: a pull, another window. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#all.add(this.#changed);
    const watcher = this.#all.add(vscode.workspace.createFileSystemWatcher(`**/${LEDGER_FILE}`));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) this.#all.add(event(() => this.#changed.fire()));
  }

  /** Appends one record for each decision. */
  async record({ skill, review, set }: OpenReview, decisions: Decision[]): Promise<void> {
    const sessionIds = set.sessions.map(({ id }) => id);
    await this.append(skill, (_records, file) => ledgerRecords(decisions, { review, sessionIds, file, at: Date.now() }));
  }

  /** Appends what `make` gives for the records that are there. A ledger that cannot be written is told, and undoes no decision. */
  async append(skill: vscode.Uri, make: (records: readonly LedgerRecord[], file: string) => LedgerRecord[]): Promise<void> {
    const folder = folderOf(skill);
    if (!folder) return;
    const { records, file } = await this.of(skill);
    try {
      await appendToLedger(folder.uri.fsPath, make(records, file));
      this.#changed.fire();
    } catch (error) {
      const reason = messageOf(error);
      void vscode.window.showWarningMessage(plainText(vscode.l10n.t('The decision stands, but could not be remembered: {0}', reason)));
    }
  }

  /** No records where there is no ledger, or an unreadable one: nothing that asks must fail for it. */
  async of(skill: vscode.Uri): Promise<SkillLedger> {
    const folder = folderOf(skill);
    if (!folder) return { records: [], file: '' };
    const file = nameInLedger(skill.fsPath, folder.uri.fsPath, os.homedir());
    return { records: await readLedgerFile(folder.uri.fsPath).catch(() => []), file };
  }

  /** Patches that were turned down for this skill before, in the form in which a run wants them. */
  async rejected(skill: vscode.Uri): Promise<Rejection[]> {
    const { records, file } = await this.of(skill);
    return rejectionsOf(records, file);
  }

  dispose(): void {
    this.#all.dispose();
  }
}

function folderOf(skill: vscode.Uri): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.getWorkspaceFolder(skill) ?? vscode.workspace.workspaceFolders?.[0];
}
