import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pickSession } from '../card/cardCommands.ts';
import { CARD_SUFFIX } from '../../platform/cardNameOf.ts';
import { showSource } from '../card/showSource.ts';
import { readFromPanel } from '../../protocol/panelMessages.ts';
import type { PanelSession, ToPanel } from '../../protocol/panelMessages.ts';
import { activeSessionPath, sessionPathsOf } from '../sessions/sessionArgument.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { Debounce } from '../shared/debounce.ts';
import { Disposables } from '../shared/disposables.ts';
import { shorten } from '../shared/escapeMarkdown.ts';
import { panelHtml } from './panelHtml.ts';

const t = vscode.l10n.t;
const VIEW_TYPE = 'clawtrace.panel';

export interface PanelPorts {
  /** Reads and analyses a session. Rejects with a message for people. */
  load(path: string): Promise<PanelSession>;
  /** The session file that a card on disk was made from, if it is there. */
  findSession(card: vscode.Uri): Promise<string | undefined>;
}

/** One panel a session. It asks for its content when it is shown, so a hidden one costs nothing. */
export class SessionPanels implements vscode.Disposable, vscode.WebviewPanelSerializer<{ path?: unknown }> {
  readonly #catalog: SessionCatalog;
  readonly #ports: PanelPorts;
  readonly #extensionUri: vscode.Uri;
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #disposables = new Disposables();

  constructor(catalog: SessionCatalog, extensionUri: vscode.Uri, ports: PanelPorts) {
    this.#catalog = catalog;
    this.#extensionUri = extensionUri;
    this.#ports = ports;
    this.#disposables.add(vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this));
    this.#disposables.add(vscode.commands.registerCommand('clawtrace.openPanel', (...args: unknown[]) => this.open(args)));
  }

  async open(args: readonly unknown[]): Promise<void> {
    const card = args[0] instanceof vscode.Uri ? args[0] : vscode.window.activeTextEditor?.document.uri;
    const path =
      sessionPathsOf(args)[0] ??
      activeSessionPath(this.#catalog) ??
      (card?.path.endsWith(CARD_SUFFIX) ? await this.#ports.findSession(card) : undefined) ??
      (await pickSession(this.#catalog, t('Open the panel of a session')));
    if (path === undefined) return;
    const open = this.#panels.get(path);
    if (open) return open.reveal();
    this.#fill(path, vscode.window.createWebviewPanel(VIEW_TYPE, 'ClawTrace', vscode.ViewColumn.Active, { enableFindWidget: true }));
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

  #fill(path: string, panel: vscode.WebviewPanel): void {
    this.#panels.set(path, panel);
    const name = path.split(/[\\/]/).at(-1) ?? path;
    panel.title = shorten(this.#catalog.get(path)?.task ?? name, 30) || name;
    panel.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'activityBar.svg');
    const send = (message: ToPanel): Thenable<boolean> => panel.webview.postMessage(message);
    // Counts the loads: the answer of an earlier one, or one for a panel that was closed meanwhile, is nobody's.
    let latest = 0;
    const load = async (): Promise<void> => {
      const own = ++latest;
      try {
        const session = await this.#ports.load(path);
        if (own !== latest) return;
        panel.title = shorten(session.title, 30);
        await send({ type: 'session', path, session });
      } catch (error) {
        if (own !== latest) return;
        await send({ type: 'failed', text: t('{0} could not be read: {1}', path, error instanceof Error ? error.message : String(error)) });
      }
    };
    let missed = false;
    const reload = new Debounce(() => void load(), 100, 250);
    const subscription = vscode.Disposable.from(
      reload,
      panel.webview.onDidReceiveMessage(async (message: unknown) => {
        const request = readFromPanel(message);
        if (!request) return;
        switch (request.type) {
          case 'ready':
            await send({ type: 'loading', text: t('Reading {0}…', name) });
            return load();
          case 'openCard':
            return vscode.commands.executeCommand('clawtrace.openCard', path);
          case 'distill':
            return vscode.commands.executeCommand('clawtrace.distill', path);
          case 'openSource':
            return showSource(vscode.Uri.file(path), request.line, vscode.ViewColumn.Beside);
        }
      }),
      this.#catalog.onDidChangeContent((changed) => {
        if (changed !== path) return;
        if (panel.visible) reload.trigger();
        else missed = true;
      }),
      panel.onDidChangeViewState(() => {
        if (panel.visible && missed) reload.trigger();
        if (panel.visible) missed = false;
      }),
    );
    panel.onDidDispose(() => {
      latest++;
      subscription.dispose();
      if (this.#panels.get(path) === panel) this.#panels.delete(path);
    });
    const folder = vscode.Uri.joinPath(this.#extensionUri, 'dist', 'webview');
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.html = panelHtml({
      cspSource: panel.webview.cspSource,
      script: panel.webview.asWebviewUri(vscode.Uri.joinPath(folder, 'panel.js')).toString(),
      style: panel.webview.asWebviewUri(vscode.Uri.joinPath(folder, 'panel.css')).toString(),
      nonce: randomBytes(16).toString('base64url'),
      language: vscode.env.language,
      title: panel.title,
    });
  }
}
