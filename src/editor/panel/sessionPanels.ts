import * as vscode from 'vscode';
import { CARD_SUFFIX } from '../../platform/cardNameOf.ts';
import { pickSession } from '../card/cardCommands.ts';
import { activeSessionPath, sessionPathsOf } from '../sessions/sessionArgument.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { Disposables } from '../shared/disposables.ts';
import { pickGroup } from './pickGroup.ts';
import { SessionPanel, type PanelCalls } from './sessionPanel.ts';

const t = vscode.l10n.t;
const VIEW_TYPE = 'clawtrace.panel';

export interface PanelPorts extends PanelCalls {
  /** The session file that a card on disk was made from, if it is there. */
  findSession(card: vscode.Uri): Promise<string | undefined>;
}

/** The open panels, one a session, and the way to open and restore them. */
export class SessionPanels implements vscode.Disposable, vscode.WebviewPanelSerializer<{ path?: unknown }> {
  readonly #catalog: SessionCatalog;
  readonly #ports: PanelPorts;
  readonly #extensionUri: vscode.Uri;
  readonly #panels = new Map<string, SessionPanel>();
  readonly #disposables = new Disposables();

  constructor(catalog: SessionCatalog, extensionUri: vscode.Uri, ports: PanelPorts) {
    this.#catalog = catalog;
    this.#extensionUri = extensionUri;
    this.#ports = ports;
    this.#disposables.add(vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this));
    this.#disposables.add(vscode.commands.registerCommand('clawtrace.openPanel', (...args: unknown[]) => this.open(args)));
    this.#disposables.add(vscode.commands.registerCommand('clawtrace.compare', (...args: unknown[]) => this.compare(args)));
  }

  async open(args: readonly unknown[]): Promise<void> {
    const card = args[0] instanceof vscode.Uri ? args[0] : vscode.window.activeTextEditor?.document.uri;
    const path =
      sessionPathsOf(args)[0] ??
      activeSessionPath(this.#catalog) ??
      (card?.path.endsWith(CARD_SUFFIX) ? await this.#ports.findSession(card) : undefined) ??
      (await pickSession(this.#catalog, t('Open the panel of a session')));
    if (path !== undefined) this.#show(path);
  }

  /** Shows the first session that was given, or chosen, beside the others. */
  async compare(args: readonly unknown[]): Promise<void> {
    const [first, ...others] = sessionPathsOf(args);
    const path = first ?? activeSessionPath(this.#catalog) ?? (await pickSession(this.#catalog, t('Compare which session?')));
    if (path === undefined) return;
    const chosen = others.length > 0 ? others : await pickGroup(this.#catalog, t('Compare with which sessions?'), []);
    if (chosen && chosen.length > 0) this.#show(path).compareWith(chosen);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: { path?: unknown } | undefined): Promise<void> {
    if (typeof state?.path === 'string') this.#fill(state.path, panel);
    else panel.dispose();
    return Promise.resolve();
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
    this.#disposables.dispose();
  }

  #show(path: string): SessionPanel {
    const open = this.#panels.get(path);
    open?.reveal();
    return (
      open ??
      this.#fill(path, vscode.window.createWebviewPanel(VIEW_TYPE, 'ClawTrace', vscode.ViewColumn.Active, { enableFindWidget: true }))
    );
  }

  #fill(path: string, webviewPanel: vscode.WebviewPanel): SessionPanel {
    const panel = new SessionPanel(path, webviewPanel, {
      ...this.#ports,
      catalog: this.#catalog,
      extensionUri: this.#extensionUri,
      openSession: (other) => void this.#show(other),
    });
    this.#panels.set(path, panel);
    webviewPanel.onDidDispose(() => {
      panel.dispose();
      if (this.#panels.get(path) === panel) this.#panels.delete(path);
    });
    return panel;
  }
}
