import * as vscode from 'vscode';
import { ageText } from '../../protocol/formatFigures.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { plainText } from '../shared/plainText.ts';
import { costText, sessionFlags, taskLabel } from './sessionLabels.ts';

/**
 * A session as every pick shows it. Cost, age and file stand in the second line: beside the label they would take the width that tells one
 * task from the next. Match on the detail, so that a part of the path finds it.
 */
export function sessionPickItem(summary: SessionSummary, now: number): vscode.QuickPickItem & { summary: SessionSummary } {
  const { t } = vscode.l10n;
  const at = summary.endedAt ?? summary.startedAt;
  const parts = [costText(summary, t), summary.agent, ...(at === undefined ? [] : [ageText(at, now, t)]), ...sessionFlags(summary, t)];
  const detail = [...parts, vscode.workspace.asRelativePath(summary.path)].join(' · ');
  return { label: taskLabel(summary, t), detail: plainText(detail), summary };
}

/** The latest first, as in the view. */
export function byDate(a: SessionSummary, b: SessionSummary): number {
  return (b.endedAt ?? b.startedAt ?? 0) - (a.endedAt ?? a.startedAt ?? 0);
}
