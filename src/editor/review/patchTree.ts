import * as vscode from 'vscode';
import { Disposables } from '../shared/disposables.ts';
import { patchItem } from './patchItems.ts';
import { childrenOf, type PatchGrouping, type PatchNode, type PatchOrder, type PatchTreeOptions } from './patchNodes.ts';
import type { Reviews } from './reviews.ts';

const SETTINGS = 'clawtrace.patches';

/** The view "Proposed Patches": what waits for a decision, whether its diff is open or not, and what else the last runs found. */
export class PatchTree implements vscode.TreeDataProvider<PatchNode>, vscode.Disposable {
  readonly #reviews: Reviews;
  readonly #sessionName: (path: string) => string | undefined;
  readonly #view: vscode.TreeView<PatchNode>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #all = new Disposables();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(reviews: Reviews, sessionName: (path: string) => string | undefined) {
    this.#reviews = reviews;
    this.#sessionName = sessionName;
    this.#view = this.#all.add(
      vscode.window.createTreeView('clawtrace.patches', { treeDataProvider: this, showCollapseAll: true, canSelectMany: true }),
    );
    this.#all.add(this.#changed);
    this.#all.add(reviews.book.onDidChange(() => this.#update()));
    this.#all.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS)) this.#changed.fire();
      }),
    );
    this.#update();
  }

  /**
   * The rows that a key in the view means: the one under the keyboard's focus, or all selected ones where it is one of them. The editor
   * tells an extension the selection only, so the focused row is selected for a moment.
   */
  async rowsAtFocus(): Promise<readonly PatchNode[]> {
    const before = this.#view.selection;
    await vscode.commands.executeCommand('list.toggleSelection');
    const added = this.#view.selection.filter((node) => !before.includes(node));
    await vscode.commands.executeCommand('list.toggleSelection');
    return added.length > 0 ? added : before;
  }

  getChildren(node?: PatchNode): PatchNode[] {
    return childrenOf(node, this.#reviews.book.runs(), options());
  }

  getTreeItem(node: PatchNode): vscode.TreeItem {
    return patchItem(node, {
      isStruckOut: ({ run, patch }) => this.#reviews.isStruckOut(run, patch),
      sessionName: this.#sessionName,
      naming: options().groupBy !== 'skill' && this.#reviews.book.runs().length > 1,
    });
  }

  dispose(): void {
    this.#all.dispose();
  }

  #update(): void {
    const all = this.#reviews.book.all();
    const count = all.reduce((sum, { review }) => sum + review.pending.length, 0);
    const tooltip = count === 1 ? vscode.l10n.t('1 proposed patch') : vscode.l10n.t('{0} proposed patches', count);
    this.#view.badge = count > 0 ? { value: count, tooltip } : undefined;
    // Commands on a proposal are offered in the palette only while there is one.
    void vscode.commands.executeCommand('setContext', 'clawtrace.reviewing', all.length > 0);
    this.#changed.fire();
  }
}

function options(): PatchTreeOptions {
  const settings = vscode.workspace.getConfiguration(SETTINGS);
  return { groupBy: settings.get<PatchGrouping>('groupBy', 'skill'), sortBy: settings.get<PatchOrder>('sortBy', 'net') };
}
