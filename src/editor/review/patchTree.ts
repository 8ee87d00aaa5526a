import * as vscode from 'vscode';
import type { Patch } from '../../core/costcraft/patch.ts';
import { escapeMarkdown } from '../shared/escapeMarkdown.ts';
import { usdText } from '../../protocol/formatFigures.ts';
import { patchAria, patchLabel, patchMarkdown, patchTitle } from './patchText.ts';
import { shortName } from './proposedTexts.ts';
import type { OpenReview } from './openReview.ts';
import type { Reviews } from './reviews.ts';
import { pathOf } from './skillFile.ts';

export type PatchNode = { kind: 'skill'; entry: OpenReview } | { kind: 'patch'; entry: OpenReview; patch: Patch };

/** Codicons of the lanes; the label names the lane too. */
const LANE_ICONS: Record<Patch['lane'], string> = { prune: 'circle-slash', repair: 'wrench', preserve: 'shield' };

/** The view "Proposed Patches": what waits for a decision, by skill, whether its diff is open or not. */
export class PatchTree implements vscode.TreeDataProvider<PatchNode>, vscode.Disposable {
  readonly #reviews: Reviews;
  readonly #view: vscode.TreeView<PatchNode>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(reviews: Reviews) {
    this.#reviews = reviews;
    this.#view = vscode.window.createTreeView('clawtrace.patches', { treeDataProvider: this, showCollapseAll: false });
    this.#subscription = reviews.onDidChange(() => this.#update());
    this.#update();
  }

  getChildren(node?: PatchNode): PatchNode[] {
    if (!node) return this.#reviews.all().map((entry) => ({ kind: 'skill', entry }));
    if (node.kind === 'patch') return [];
    return node.entry.review.pending.map((patch) => ({ kind: 'patch', entry: node.entry, patch }));
  }

  getTreeItem(node: PatchNode): vscode.TreeItem {
    return node.kind === 'skill' ? this.#skillItem(node.entry) : this.#patchItem(node.entry, node.patch);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #skillItem(entry: OpenReview): vscode.TreeItem {
    const item = new vscode.TreeItem(shortName(entry.skill), vscode.TreeItemCollapsibleState.Expanded);
    const { pending, isNew } = entry.review;
    item.id = `skill:${entry.skill.toString()}`;
    const count = pending.length === 1 ? vscode.l10n.t('1 patch') : vscode.l10n.t('{0} patches', pending.length);
    const parts = [pending.length > 0 ? count : vscode.l10n.t('your own edits only')];
    if (isNew) parts.push(vscode.l10n.t('new skill'));
    else if (pending.length > 0 && pending.length === entry.set.patches.length)
      parts.push(vscode.l10n.t('together {0}', usdText(entry.set.together.saved)));
    item.description = parts.join(' · ');
    item.tooltip = pathOf(entry.skill);
    item.iconPath = new vscode.ThemeIcon('book');
    item.contextValue = 'clawtrace.skill';
    return item;
  }

  #patchItem(entry: OpenReview, patch: Patch): vscode.TreeItem {
    const item = new vscode.TreeItem(patchTitle(patch, vscode.l10n.t), vscode.TreeItemCollapsibleState.None);
    const struck = this.#reviews.isStruckOut(entry, patch);
    item.id = `patch:${entry.skill.toString()}:${patch.id}`;
    item.description = struck ? vscode.l10n.t('struck out in the proposal') : `${usdText(patch.saving.mid)} · ${patch.rule}`;
    item.tooltip = new vscode.MarkdownString(
      `${patchLabel(patch, vscode.l10n.t)}\n\n*${escapeMarkdown(patch.rule)}*\n\n${patchMarkdown(patch, false, vscode.l10n.t)}`,
    );
    item.iconPath = new vscode.ThemeIcon(LANE_ICONS[patch.lane]);
    item.accessibilityInformation = { label: patchAria(patch, vscode.l10n.t) };
    item.contextValue = 'clawtrace.patch';
    item.command = { command: 'clawtrace.review.show', title: vscode.l10n.t('Show in Diff'), arguments: [node(entry, patch)] };
    return item;
  }

  #update(): void {
    const count = this.#reviews.all().reduce((sum, { review }) => sum + review.pending.length, 0);
    const tooltip = count === 1 ? vscode.l10n.t('1 proposed patch') : vscode.l10n.t('{0} proposed patches', count);
    this.#view.badge = count > 0 ? { value: count, tooltip } : undefined;
    // Commands on a proposal are offered in the palette only while there is one.
    void vscode.commands.executeCommand('setContext', 'clawtrace.reviewing', this.#reviews.all().length > 0);
    this.#changed.fire();
  }
}

function node(entry: OpenReview, patch: Patch): PatchNode {
  return { kind: 'patch', entry, patch };
}
