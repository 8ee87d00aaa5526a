import * as vscode from 'vscode';
import { isRunning } from '../sessions/sessionLabels.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { Disposables } from '../shared/disposables.ts';
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
        if (event.affectsConfiguration('clawtrace.statusBar')) this.#update();
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
    const cost = enabled ? todayCost(this.#catalog.sessions(), (path) => isRunning(this.#catalog.lastWrite(path), now), now, t) : undefined;
    this.#shown = cost !== undefined;
    if (!cost) return this.#item.hide();
    this.#item.text = `$(pulse) ${cost.text}`;
    this.#item.tooltip = cost.explanation;
    this.#item.accessibilityInformation = { label: t('ClawTrace: {0}', cost.explanation.replaceAll('\n', ', ')) };
    this.#item.show();
  }
}
