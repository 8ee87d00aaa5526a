import * as vscode from 'vscode';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { countAndCost } from './countAndCost.ts';
import { plainText } from '../shared/plainText.ts';
import { costText, sessionFlags, taskLabel } from '../sessions/sessionLabels.ts';

type SessionItem = vscode.QuickPickItem & { summary: SessionSummary };

/** Asks which sessions to learn from; undefined when the user gave up. The title keeps the sum of what is ticked. */
export async function pickSessions(
  summaries: readonly SessionSummary[],
  selected: ReadonlySet<string>,
): Promise<SessionSummary[] | undefined> {
  const { l10n } = vscode;
  const pick = vscode.window.createQuickPick<SessionItem>();
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.matchOnDetail = true;
  pick.placeholder = l10n.t('Which sessions shall it learn from? Most rules need at least two.');
  pick.items = [...summaries].sort(byDate).map(itemOf);
  pick.selectedItems = pick.items.filter(({ summary }) => selected.has(summary.path));
  const showSum = (): void => {
    const chosen = pick.selectedItems.map(({ summary }) => summary);
    pick.title = l10n.t('Distill Skill (1 of 2): {0}', countAndCost(chosen, l10n.t));
  };
  showSum();
  pick.onDidChangeSelection(showSum);
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      if (pick.selectedItems.length === 0) return;
      resolve(pick.selectedItems.map(({ summary }) => summary));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function itemOf(summary: SessionSummary): SessionItem {
  const { t } = vscode.l10n;
  // The cost stands in the second line: beside the label it would take the width that tells one task from the next.
  const parts = [costText(summary, t), summary.agent, ...sessionFlags(summary, t), vscode.workspace.asRelativePath(summary.path)];
  return { label: taskLabel(summary, t), detail: plainText(parts.join(' · ')), summary };
}

/** The latest first, as in the view. */
function byDate(a: SessionSummary, b: SessionSummary): number {
  return (b.endedAt ?? b.startedAt ?? 0) - (a.endedAt ?? a.startedAt ?? 0);
}
