import * as vscode from 'vscode';
import { shorten } from '../shared/escapeMarkdown.ts';
import { Disposables } from '../shared/disposables.ts';
import { countText } from '../../protocol/formatFigures.ts';
import { formatUsd, parseUsd } from '../../core/session/money.ts';
import { dayOf } from './dayOf.ts';
import { projectOf } from './projectOf.ts';
import type { SessionCatalog } from './sessionCatalog.ts';
import { isRunning, RUNNING_MS, sessionAria, sessionDescription, sessionIcon, sessionLabel } from './sessionLabels.ts';
import { sessionTooltip } from './sessionTooltip.ts';
import { buildSessionTree } from './sessionTree.ts';
import type { GroupBy, SessionNode, SortBy, TreeNode } from './sessionTree.ts';

const t = vscode.l10n.t;

/** Ages and "running" grow old by themselves. */
const TICK_MS = 60_000;

/** The Sessions view: renders the catalog, holds nothing of its own but the filter. */
export class SessionsView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #catalog: SessionCatalog;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #view: vscode.TreeView<TreeNode>;
  #roots: TreeNode[] | undefined;
  #filter = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(catalog: SessionCatalog) {
    this.#catalog = catalog;
    this.#view = this.#disposables.add(
      vscode.window.createTreeView<TreeNode>('clawtrace.sessions', { treeDataProvider: this, showCollapseAll: true, canSelectMany: true }),
    );
    this.#disposables.add(catalog.onDidChange(() => this.#refresh()));
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('clawtrace.sessions')) this.#refresh();
      }),
    );
    const tick = setInterval(() => this.#view.visible && this.#refresh(), Math.min(TICK_MS, RUNNING_MS));
    this.#disposables.add({ dispose: () => clearInterval(tick) });
    this.#refresh();
  }

  get filter(): string {
    return this.#filter;
  }

  setFilter(filter: string): void {
    if (filter.trim() === this.#filter) return;
    this.#filter = filter.trim();
    void vscode.commands.executeCommand('setContext', 'clawtrace.filtered', this.#filter !== '');
    this.#refresh();
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (!node) return (this.#roots ??= this.#build());
    return 'children' in node ? node.children : [];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    switch (node.kind) {
      case 'session':
        return this.#sessionItem(node);
      case 'group': {
        const item = new vscode.TreeItem(node.label, vscode.TreeItemCollapsibleState.Expanded);
        const cost = formatUsd(parseUsd(node.usd.toFixed(15)));
        const count = node.children.length;
        item.description = `${node.lowerBound ? '≥ ' : ''}${cost} · ${count === 1 ? t('1 session') : t('{0} sessions', countText(count))}`;
        item.contextValue = 'clawtrace.group';
        item.id = node.id;
        return item;
      }
      case 'unreadable-group': {
        const item = new vscode.TreeItem(t('Could not be read'), vscode.TreeItemCollapsibleState.Collapsed);
        item.description = String(node.children.length);
        item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
        item.id = node.id;
        return item;
      }
      case 'unreadable': {
        const { path, reason } = node.file;
        const item = new vscode.TreeItem(vscode.workspace.asRelativePath(path));
        item.description = reason;
        item.tooltip = `${path}\n${reason}`;
        item.iconPath = new vscode.ThemeIcon('file');
        item.contextValue = 'clawtrace.unreadable';
        item.id = node.id;
        item.accessibilityInformation = { label: t('{0} could not be read: {1}', path, reason) };
        return item;
      }
    }
  }

  /** The tooltip is made when it is asked for: a list of a thousand sessions needs none of them. */
  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node.kind === 'session') {
      const tooltip = new vscode.MarkdownString(sessionTooltip(node.summary, t));
      tooltip.isTrusted = false;
      item.tooltip = tooltip;
    }
    return item;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #sessionItem(node: SessionNode): vscode.TreeItem {
    const { summary } = node;
    const now = Date.now();
    const running = isRunning(this.#catalog.lastWrite(summary.path), now);
    const state = node.children.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
    const item = new vscode.TreeItem(sessionLabel(summary, t), state);
    item.id = node.id;
    item.description = sessionDescription(summary, now, running, t);
    const icon = sessionIcon(summary, running);
    item.iconPath = new vscode.ThemeIcon(icon.id, icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color));
    item.contextValue = 'clawtrace.session';
    item.accessibilityInformation = { label: sessionAria(summary, now, running, t) };
    item.command = { command: 'clawtrace.openCard', title: t('Open TraceCard'), arguments: [summary.path] };
    return item;
  }

  #refresh(): void {
    this.#roots = undefined;
    this.#changed.fire();
    const { state } = this.#catalog;
    const count = this.#catalog.sessions().length;
    this.#view.description = this.#filter ? `“${shorten(this.#filter, 30)}”` : undefined;
    this.#view.message = (state === 'searching' || state === 'reading') && count === 0 ? t('Looking for sessions…') : undefined;
    void vscode.commands.executeCommand('setContext', 'clawtrace.searched', state === 'ready' || state === 'idle');
  }

  #build(): TreeNode[] {
    const settings = vscode.workspace.getConfiguration('clawtrace.sessions');
    const now = Date.now();
    return buildSessionTree(this.#catalog.sessions(), this.#catalog.unreadable(), {
      groupBy: settings.get<GroupBy>('groupBy', 'day'),
      sortBy: settings.get<SortBy>('sortBy', 'date'),
      filter: this.#filter,
      projectOf: ({ path, ...summary }) =>
        projectOf(
          path,
          summary.cwd,
          (vscode.workspace.workspaceFolders ?? []).map(({ name, uri }) => ({ name, path: uri.fsPath })),
        ),
      dayOf: (at) => dayOf(at, now, vscode.env.language, t),
    });
  }
}
