import * as vscode from 'vscode';
import { isRunning } from '../sessions/sessionLabels.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { Disposables } from '../shared/disposables.ts';
import { budgetText, overBudget } from './budget.ts';
import { sessionBudget } from './budgetWarnings.ts';
import { todayCost } from './todayCost.ts';

const t = vscode.l10n.t;

/** "running" ends, and midnight comes, without any file changing. */
const TICK_MS = 30_000;

/** One quiet item: what today's sessions cost. Hidden when there are none. */
export class StatusItem implements vscode.Disposable {
  readonly #disposables = new Disposables();
  readonly #item: vscode.StatusBarItem;
  readonly #catalog: SessionCatalog;
  #shown = false;

  constructor(catalog: SessionCatalog) {
    this.#catalog = catalog;
    this.#item = this.#disposables.add(vscode.window.createStatusBarItem('clawtrace.today', vscode.StatusBarAlignment.Right, 90));
    this.#item.name = t('ClawTrace: Cost Today');
    this.#item.command = 'clawtrace.showSessions';
    this.#disposables.add(catalog.onDidChange(() => this.#update()));
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('clawtrace.statusBar') || event.affectsConfiguration('clawtrace.budget')) this.#update();
      }),
    );
    const tick = setInterval(() => this.#update(), TICK_MS);
    this.#disposables.add({ dispose: () => clearInterval(tick) });
    this.#update();
  }

  /** The text as shown; undefined while hidden. */
  get text(): string | undefined {
    return this.#shown ? this.#item.text : undefined;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #update(): void {
    const now = Date.now();
    const enabled = vscode.workspace.getConfiguration('clawtrace.statusBar').get('enabled', true);
    const sessions = this.#catalog.sessions();
    const running = (path: string): boolean => isRunning(this.#catalog.lastWrite(path), now);
    const cost = enabled ? todayCost(sessions, running, now, t) : undefined;
    this.#shown = cost !== undefined;
    if (!cost) return this.#item.hide();
    const budget = sessionBudget();
    const dear = overBudget(sessions, running, budget);
    const lines = [cost.explanation];
    if (dear.length > 0)
      lines.push(
        dear.length === 1
          ? t('1 over the budget of {0}', budgetText(budget))
          : t('{0} over the budget of {1}', dear.length, budgetText(budget)),
      );
    const explanation = lines.join('\n');
    this.#item.text = `${dear.length > 0 ? '$(warning)' : '$(pulse)'} ${cost.text}`;
    this.#item.backgroundColor = dear.length > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.tooltip = explanation;
    this.#item.accessibilityInformation = { label: t('ClawTrace: {0}', explanation.replaceAll('\n', ', ')) };
    this.#item.show();
  }
}
