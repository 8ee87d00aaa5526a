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
import { patchSessionTree, placesOf } from './patchSessionTree.ts';
import { buildSessionTree } from './sessionTree.ts';
import type { GroupBy, MoreNode, SessionNode, SortBy, TreeNode, TreeOptions } from './sessionTree.ts';

const t = vscode.l10n.t;

/** Ages and "running" grow old by themselves. */
const TICK_MS = 60_000;

/** The editor asks for every row of an open group, in sight or not: more than these are shown on demand. */
const PAGE = 200;

/** Groups are open from the top until so many rows are shown; the rest opens with a click. */
const OPEN_ROWS = 100;

/** More changes than these at a time are dealt with together. */
const MAX_PATCHES = 20;

/** The Sessions view: renders the catalog, holds nothing of its own but the filter. */
export class SessionsView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #catalog: SessionCatalog;
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<TreeNode[] | undefined>());
  readonly #view: vscode.TreeView<TreeNode>;
  #tree: { roots: TreeNode[]; places: ReturnType<typeof placesOf>; options: TreeOptions } | undefined;
  /** How many rows of a group are shown, where that is more than usual. */
  readonly #shown = new Map<string, number>();
  /** Whether a group was open at first: the editor takes another answer for a wish to change it. */
  readonly #open = new Map<string, vscode.TreeItemCollapsibleState>();
  #progress: (() => void) | undefined;
  #filter = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(catalog: SessionCatalog) {
    this.#catalog = catalog;
    this.#view = this.#disposables.add(
      vscode.window.createTreeView<TreeNode>('clawtrace.sessions', { treeDataProvider: this, showCollapseAll: true, canSelectMany: true }),
    );
    this.#disposables.add(catalog.onDidChange((paths) => this.#follow(paths)));
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
    if (!node) return this.#page('', this.#current().roots);
    if (!('children' in node)) return [];
    return node.kind === 'group' ? this.#page(node.id, node.children) : node.children;
  }

  /** Shows more of a group, or of the list where there are no groups. */
  showMore({ group, hidden }: MoreNode): void {
    this.#shown.set(group, (this.#shown.get(group) ?? PAGE) + Math.min(hidden, 5 * PAGE));
    this.#changed.fire(undefined);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    switch (node.kind) {
      case 'session':
        return this.#sessionItem(node);
      case 'group': {
        const item = new vscode.TreeItem(node.label, this.#stateOf(node.id));
        const cost = formatUsd(parseUsd(node.usd.toFixed(15)));
        const count = node.children.length;
        item.description = `${node.lowerBound ? '≥ ' : ''}${cost} · ${count === 1 ? t('1 session') : t('{0} sessions', countText(count))}`;
        item.contextValue = 'clawtrace.group';
        item.id = node.id;
        return item;
      }
      case 'more': {
        const item = new vscode.TreeItem(t('Show more ({0} are hidden)…', countText(node.hidden)));
        item.id = node.id;
        item.command = { command: 'clawtrace.showMoreSessions', title: t('Show More Sessions'), arguments: [node] };
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
    this.#endProgress();
    this.#disposables.dispose();
  }

  /** Draws again what has changed: the groups of these sessions where that is enough, else the whole. */
  #follow(paths: ReadonlySet<string>): void {
    const tree = this.#tree;
    const nodes = new Set<TreeNode>();
    const isSmall = tree !== undefined && paths.size > 0 && paths.size <= MAX_PATCHES;
    for (const path of isSmall ? paths : []) {
      const touched = patchSessionTree(tree?.places ?? new Map(), this.#catalog.get(path), path, tree?.options ?? this.#options());
      if (!touched) return this.#refresh();
      for (const node of touched) nodes.add(node);
    }
    if (nodes.size > 0) this.#changed.fire([...nodes]);
    else if (paths.size > 0) return this.#refresh();
    this.#showState();
  }

  #current(): { roots: TreeNode[]; places: ReturnType<typeof placesOf>; options: TreeOptions } {
    if (!this.#tree) {
      const options = this.#options();
      const roots = buildSessionTree(this.#catalog.sessions(), this.#catalog.unreadable(), options);
      this.#tree = { roots, places: placesOf(roots), options };
      let rows = 0;
      for (const node of roots) {
        if (node.kind !== 'group') continue;
        const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
        if (!this.#open.has(node.id)) this.#open.set(node.id, rows < OPEN_ROWS ? Expanded : Collapsed);
        rows += node.children.length;
      }
    }
    return this.#tree;
  }

  #stateOf(group: string): vscode.TreeItemCollapsibleState {
    return this.#open.get(group) ?? vscode.TreeItemCollapsibleState.Collapsed;
  }

  #page(group: string, nodes: TreeNode[]): TreeNode[] {
    const shown = this.#shown.get(group) ?? PAGE;
    const hidden = nodes.length - shown;
    if (hidden <= 0) return nodes;
    return [...nodes.slice(0, shown), { kind: 'more', id: `more:${group}`, group, hidden }];
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
    this.#tree = undefined;
    this.#changed.fire(undefined);
    this.#showState();
  }

  #showState(): void {
    const { state, progress, isStopped } = this.#catalog;
    const count = this.#catalog.sessions().length;
    this.#view.description = this.#filter ? `“${shorten(this.#filter, 30)}”` : undefined;
    if ((state === 'searching' || state === 'reading') && count === 0) this.#view.message = t('Looking for sessions…');
    else this.#view.message = isStopped ? t('Not all sessions were read. Refresh to go on.') : undefined;
    void vscode.commands.executeCommand('setContext', 'clawtrace.searched', state === 'ready' || state === 'idle');
    void vscode.commands.executeCommand('setContext', 'clawtrace.reading', progress !== undefined && progress.total > PAGE);
    if (!progress) return this.#endProgress();
    // Few files are read before anybody could read a message.
    if (progress.total <= PAGE) return;
    this.#progress ??= this.#startProgress();
    this.#view.description ??= t('{0} of {1} read', countText(progress.done), countText(progress.total));
  }

  /** The line that runs at the top of the view while sessions are read. */
  #startProgress(): () => void {
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    void vscode.window.withProgress({ location: { viewId: 'clawtrace.sessions' } }, () => ended);
    return end;
  }

  #endProgress(): void {
    this.#progress?.();
    this.#progress = undefined;
  }

  #options(): TreeOptions {
    const settings = vscode.workspace.getConfiguration('clawtrace.sessions');
    const now = Date.now();
    return {
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
    };
  }
}
