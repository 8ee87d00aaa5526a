import * as vscode from 'vscode';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { countAndCost } from './countAndCost.ts';
import { byDate, sessionPickItem } from '../sessions/sessionPickItem.ts';

/** Asks which sessions to learn from; undefined when the user gave up. The title keeps the sum of what is ticked. */
export async function pickSessions(
  summaries: readonly SessionSummary[],
  selected: ReadonlySet<string>,
): Promise<SessionSummary[] | undefined> {
  const { l10n } = vscode;
  const pick = vscode.window.createQuickPick<ReturnType<typeof sessionPickItem>>();
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.matchOnDetail = true;
  pick.placeholder = l10n.t('Which sessions shall it learn from? Most rules need at least two.');
  const now = Date.now();
  pick.items = [...summaries].sort(byDate).map((summary) => sessionPickItem(summary, now));
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
