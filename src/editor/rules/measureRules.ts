import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import { readRules } from '../../core/skill/managedRules.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import type { MeasuredRules as Answer, MeasureRequest, WorkerSettings } from '../../protocol/workerMessages.ts';
import { sessionsOfSkill } from '../distill/sessionsOfSkill.ts';
import type { Ledger } from '../review/ledger.ts';
import { openSkill, pathOf } from '../review/skillFile.ts';
import { plainText } from '../shared/plainText.ts';
import type { Reports } from '../shared/reports.ts';
import { type CallOptions, withProgress } from '../shared/withProgress.ts';
import { effectReport } from './effectReport.ts';
import type { MeasuredRules } from './measuredRules.ts';

export interface MeasurePorts {
  ledger: Ledger;
  reports: Reports;
  measure(request: MeasureRequest, options: CallOptions): Promise<Answer>;
  /** True when the error only says that the call was given up. */
  isCancelled(error: unknown): boolean;
  settings(): WorkerSettings;
}

interface Places {
  measured: MeasuredRules;
  /** The sessions of this window, once all are read. */
  sessions(): Promise<SessionSummary[]>;
}

/** The command "Measure What Rules Changed": reads the sessions, shows a report, and the figures at each rule from then on. Changes nothing. */
export async function measureRules(ports: MeasurePorts & Places, skill: vscode.Uri): Promise<void> {
  const { l10n, window, workspace } = vscode;
  try {
    const text = (await openSkill(skill))?.getText() ?? '';
    const rules = readRules(text);
    if (rules.length === 0) {
      void window.showInformationMessage(l10n.t('This skill has no learned rules.'));
      return;
    }
    const { records, file } = await ports.ledger.of(skill);
    const own = workspace.getWorkspaceFolder(skill);
    const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const paths = sessionsOfSkill(await ports.sessions(), own?.uri.fsPath, folders).map(({ path }) => path);
    const request = { paths, skill: { file: skill.fsPath, text, everyProject: !own }, records, file, settings: ports.settings() };
    const { effects, unread } = await withProgress(l10n.t('Measuring what rules changed'), (options) => ports.measure(request, options));
    ports.measured.set(skill, effects);
    await ports.reports.show(skill, effectReport({ file: pathOf(skill), rules, effects, unread }, l10n.t), 'effects');
  } catch (error) {
    if (!ports.isCancelled(error))
      void window.showErrorMessage(plainText(l10n.t('The rules could not be measured: {0}', messageOf(error))));
  }
}
