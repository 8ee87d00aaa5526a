import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import { readFromPanel, type FromPanel, type ToPanel } from '../../protocol/panelMessages.ts';
import type { LinkedSession, PanelComparison, PanelDetail, PanelTrace, WhatIf, WhatIfBill } from '../../protocol/panelTrace.ts';
import { showSource } from '../card/showSource.ts';
import { sourceUri } from '../card/sourceUri.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { Debounce } from '../shared/debounce.ts';
import { shorten } from '../shared/escapeMarkdown.ts';
import { panelHtml } from './panelHtml.ts';
import { pickGroup } from './pickGroup.ts';
import { saveFromPanel } from './saveFromPanel.ts';

const t = vscode.l10n.t;

/** What answers the panel's questions: the worker, and the card for a step. Each rejects with a message for people. */
export interface PanelCalls {
  trace(path: string): Promise<PanelTrace>;
  detail(path: string, node: number): Promise<PanelDetail>;
  whatIf(path: string, change: WhatIf): Promise<WhatIfBill>;
  compare(paths: string[], others: string[]): Promise<PanelComparison>;
  /** Opens the card at the row of a step. */
  openStep(path: string, step: string): Promise<void>;
}

interface Surroundings extends PanelCalls {
  catalog: SessionCatalog;
  extensionUri: vscode.Uri;
  openSession(path: string): void;
}

/** One panel: answers what its page asks, and tells it when the session has grown, while it is seen. */
export class SessionPanel implements vscode.Disposable {
  readonly #path: string;
  readonly #panel: vscode.WebviewPanel;
  readonly #around: Surroundings;
  readonly #subscription: vscode.Disposable;
  /** Counts the loads: the answer of an earlier one, or one for a panel that was closed meanwhile, is nobody's. */
  #latest = 0;
  #missed = false;
  /** What is compared: this session, perhaps with companions, and the others. */
  #compared: { paths: string[]; with: string[] };
  /** To be shown as soon as the page is there. */
  #showsComparison = false;
  #isReady = false;

  constructor(path: string, panel: vscode.WebviewPanel, around: Surroundings) {
    this.#path = path;
    this.#compared = { paths: [path], with: [] };
    this.#panel = panel;
    this.#around = around;
    const { catalog, extensionUri } = around;
    panel.title = shorten(catalog.get(path)?.task ?? this.#name, 30) || this.#name;
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'activityBar.svg');
    const reload = new Debounce(() => void this.#load(), 100, 250);
    this.#subscription = vscode.Disposable.from(
      reload,
      panel.webview.onDidReceiveMessage((message: unknown) => {
        const request = readFromPanel(message);
        if (request) void this.#answer(request);
      }),
      catalog.onDidChangeContent((changed) => {
        if (changed !== path) return;
        if (panel.visible) reload.trigger();
        else this.#missed = true;
      }),
      panel.onDidChangeViewState(() => {
        if (panel.visible && this.#missed) reload.trigger();
        if (panel.visible) this.#missed = false;
      }),
    );
    this.#setPage();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Shows this session beside others. */
  compareWith(others: string[]): void {
    this.#compared = { paths: [this.#path], with: others };
    if (this.#isReady) void this.#showComparison(true);
    else this.#showsComparison = true;
  }

  dispose(): void {
    this.#latest++;
    this.#subscription.dispose();
    this.#panel.dispose();
  }

  get #name(): string {
    return this.#path.split(/[\\/]/).at(-1) ?? this.#path;
  }

  #send(message: ToPanel): Thenable<boolean> {
    return this.#panel.webview.postMessage(message);
  }

  async #answer(request: FromPanel): Promise<void> {
    switch (request.type) {
      case 'ready':
        await this.#send({ type: 'hello', texts: textsOf(vscode.l10n.bundle) });
        await this.#send({ type: 'loading', text: t('Reading {0}…', this.#name) });
        await this.#load();
        return this.#becomeReady();
      case 'openCard':
        if (request.step !== undefined) return this.#around.openStep(this.#path, request.step);
        return vscode.commands.executeCommand('clawtrace.openCard', this.#path);
      case 'distill':
        return vscode.commands.executeCommand('clawtrace.distill', this.#path);
      case 'openSource':
        return showSource(sourceUri(this.#path), request.line, vscode.ViewColumn.Beside);
      case 'openSession':
        // Only what the list knows: a page must not make the editor read any file it names.
        if (this.#around.catalog.get(request.path)) this.#around.openSession(request.path);
        return;
      case 'detail':
        return this.#tryTo('detail', async () => ({ type: 'detail', detail: await this.#around.detail(this.#path, request.node) }));
      case 'whatIf':
        return this.#tryTo('whatIf', async () => ({
          type: 'whatIf',
          id: request.id,
          bill: await this.#around.whatIf(this.#path, request.change),
        }));
      case 'compare':
        return this.#compare(request);
      case 'copy':
        return vscode.env.clipboard.writeText(request.text);
      case 'save':
        return saveFromPanel(request);
    }
  }

  async #compare(request: Extract<FromPanel, { type: 'compare' }>): Promise<void> {
    const { catalog } = this.#around;
    if ('paths' in request) {
      const known = (paths: readonly string[]): string[] => paths.filter((path) => catalog.get(path));
      this.#compared = { paths: [this.#path, ...known(request.paths).filter((path) => path !== this.#path)], with: known(request.with) };
    } else if (request.pick === 'with') {
      const others = await pickGroup(catalog, t('Compare with which sessions?'), this.#compared.with);
      if (!others) return;
      this.#compared = { ...this.#compared, with: others };
    } else {
      const companions = await pickGroup(catalog, t('Which sessions stand together with this one?'), this.#compared.paths);
      if (!companions) return;
      this.#compared = { ...this.#compared, paths: [this.#path, ...companions.filter((path) => path !== this.#path)] };
    }
    if (this.#compared.with.length > 0) await this.#showComparison(false);
  }

  async #showComparison(show: boolean): Promise<void> {
    const { paths, with: others } = this.#compared;
    await this.#tryTo('comparison', async () => ({
      type: 'comparison',
      comparison: await this.#around.compare(paths, others),
      ...(show && { show: true }),
    }));
  }

  async #becomeReady(): Promise<void> {
    this.#isReady = true;
    if (!this.#showsComparison) return;
    this.#showsComparison = false;
    await this.#showComparison(true);
  }

  async #tryTo(about: 'detail' | 'whatIf' | 'comparison', ask: () => Promise<ToPanel>): Promise<void> {
    try {
      await this.#send(await ask());
    } catch (error) {
      await this.#send({ type: 'failed', about, text: messageOf(error) });
    }
  }

  async #load(): Promise<void> {
    const own = ++this.#latest;
    try {
      const trace = await this.#around.trace(this.#path);
      if (own !== this.#latest) return;
      this.#panel.title = shorten(trace.summary.task, 30) || this.#name;
      await this.#send({ type: 'trace', trace, models: this.#models(trace), linked: this.#linked() });
    } catch (error) {
      if (own !== this.#latest) return;
      await this.#send({ type: 'failed', text: t('{0} could not be read: {1}', this.#path, messageOf(error)) });
    }
  }

  #linked(): LinkedSession[] {
    const { catalog } = this.#around;
    const own = catalog.get(this.#path);
    const linked = (relation: LinkedSession['relation'], path: string): LinkedSession[] => {
      const summary = catalog.get(path);
      return summary ? [{ relation, path, task: shorten(summary.task, 80), usd: summary.usd, lowerBound: summary.lowerBound }] : [];
    };
    return [
      ...(own?.parent === undefined ? [] : linked('parent', own.parent)),
      ...(own?.linkedAgents ?? []).flatMap(({ path }) => linked('child', path)),
    ];
  }

  /** What the session could have run on instead: the models of all sessions known, for which there are prices and a use. */
  #models(trace: PanelTrace): string[] {
    const used = this.#around.catalog.sessions().flatMap(({ models }) => Object.keys(models));
    return [...new Set([...Object.keys(trace.summary.models), ...used])].filter((model) => model !== 'unknown').sort();
  }

  #setPage(): void {
    const { webview } = this.#panel;
    const folder = vscode.Uri.joinPath(this.#around.extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(vscode.Uri.joinPath(folder, 'panel.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(folder, 'panel.css')).toString(),
      nonce: randomBytes(16).toString('base64url'),
      language: vscode.env.language,
      title: this.#panel.title,
    });
  }
}

/** The editor's own dictionary: an entry may be an object with a comment for translators. */
function textsOf(bundle: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(bundle ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
