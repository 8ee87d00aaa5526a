import * as vscode from 'vscode';
import { costText, isRunning, taskLabel } from '../sessions/sessionLabels.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { plainText } from '../shared/plainText.ts';
import { budgetText, notYetWarned, overBudget } from './budget.ts';

const t = vscode.l10n.t;
const KEY = 'clawtrace.warnedBudgets';

/** The budget of one session in US dollars; 0 is none. */
export function sessionBudget(): number {
  const value = vscode.workspace.getConfiguration('clawtrace').get<unknown>('budget.session');
  return typeof value === 'number' ? value : 0;
}

/** Warns when a running session passes the budget: once a session and budget, in this window and after a reload. */
export function warnOfBudgets(catalog: SessionCatalog, memento: vscode.Memento): vscode.Disposable {
  const check = (): void => {
    const budget = sessionBudget();
    const now = Date.now();
    const dear = overBudget(catalog.sessions(), (path) => isRunning(catalog.lastWrite(path), now), budget);
    if (dear.length === 0) return;
    const { fresh, warned } = notYetWarned(dear, budget, memento.get<string[]>(KEY, []));
    if (fresh.length === 0) return;
    void memento.update(KEY, warned);
    for (const summary of fresh) {
      const open = t('Open TraceCard');
      const message = t(
        '"{0}" has cost {1}, more than its budget of {2}.',
        taskLabel(summary, t),
        costText(summary, t),
        budgetText(budget),
      );
      void vscode.window.showWarningMessage(plainText(message), open).then((choice) => {
        if (choice === open) void vscode.commands.executeCommand('clawtrace.openCard', summary.path);
      });
    }
  };
  check();
  return vscode.Disposable.from(
    catalog.onDidChange(check),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('clawtrace.budget')) check();
    }),
  );
}
