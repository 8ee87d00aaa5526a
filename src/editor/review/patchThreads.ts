import * as vscode from 'vscode';
import type { Patch } from '../../core/costcraft/patch.ts';
import { ruleLines } from './ruleLines.ts';
import { EVIDENCE_COMMANDS, patchLabel, patchMarkdown } from './patchText.ts';

/** A comment thread at each proposed rule. One stands open, the next when that is decided: all of them open would push the rules apart. */
export class PatchThreads implements vscode.Disposable {
  readonly #controller = vscode.comments.createCommentController('clawtrace.patches', vscode.l10n.t('ClawTrace Patches'));
  /** By address of the proposed text, then by id of the patch. */
  readonly #threads = new Map<string, Map<string, vscode.CommentThread>>();

  /** Puts one thread at each patch's rule in `text` and takes away all others of this file. Threads that exist are kept and moved. */
  show(uri: vscode.Uri, text: string, patches: readonly Patch[]): void {
    const places = ruleLines(
      text,
      patches.map(({ id }) => id),
    );
    const threads = this.#threads.get(uri.toString()) ?? new Map<string, vscode.CommentThread>();
    this.#threads.set(uri.toString(), threads);
    let expandNext = threads.size === 0;
    for (const [id, thread] of threads) {
      if (places.has(id) && patches.some((patch) => patch.id === id)) continue;
      thread.dispose();
      threads.delete(id);
      expandNext = true;
    }
    for (const patch of patches) {
      const place = places.get(patch.id);
      if (!place) continue;
      // At the end of the line: the thread of a wrapped rule then stands below it, not in its middle.
      const range = new vscode.Range(place.line, place.text.length, place.line, place.text.length);
      const thread = threads.get(patch.id);
      if (!thread) threads.set(patch.id, this.#create(uri, range, patch, expandNext));
      else {
        if (!thread.range?.isEqual(range)) thread.range = range;
        if (expandNext) thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
      }
      expandNext = false;
    }
  }

  hide(uri: vscode.Uri): void {
    for (const thread of this.#threads.get(uri.toString())?.values() ?? []) thread.dispose();
    this.#threads.delete(uri.toString());
  }

  /** The patch that a menu of a thread was used on. */
  patchOf(thread: unknown): { uri: vscode.Uri; id: string } | undefined {
    for (const threads of this.#threads.values()) {
      for (const [id, candidate] of threads) if (candidate === thread) return { uri: candidate.uri, id };
    }
    return undefined;
  }

  dispose(): void {
    this.#controller.dispose();
    this.#threads.clear();
  }

  #create(uri: vscode.Uri, range: vscode.Range, patch: Patch, expanded: boolean): vscode.CommentThread {
    const body = new vscode.MarkdownString(patchMarkdown(patch, true, vscode.l10n.t));
    body.isTrusted = { enabledCommands: EVIDENCE_COMMANDS };
    const comment: vscode.Comment = { author: { name: 'ClawTrace' }, body, mode: vscode.CommentMode.Preview };
    const thread = this.#controller.createCommentThread(uri, range, [comment]);
    thread.label = patchLabel(patch, vscode.l10n.t);
    thread.canReply = false;
    thread.contextValue = 'clawtrace.patch';
    thread.collapsibleState = expanded ? vscode.CommentThreadCollapsibleState.Expanded : vscode.CommentThreadCollapsibleState.Collapsed;
    return thread;
  }
}
