import * as vscode from 'vscode';
import type { OpenReview } from './openReview.ts';
import { PATCH_SCHEME } from './patchFiles.ts';
import { type PatchNode, waitingOf } from './patchNodes.ts';
import type { PatchThreads } from './patchThreads.ts';
import type { Reviews } from './reviews.ts';
import { ruleLines } from './ruleLines.ts';

/** Waiting patches of one skill that a command is about. */
export interface MeantPatches {
  entry: OpenReview;
  ids: string[];
}

interface Places {
  reviews: Reviews;
  threads: PatchThreads;
  /** The rows that a key in the view means. */
  rowsAtFocus: () => Promise<readonly PatchNode[]>;
}

/**
 * The patches meant by rows of the view (the one under the pointer, then all selected ones), by keys in the view, by a thread, an id, or
 * the cursor in a proposed text. A row of a lane or a skill means all below it.
 */
export async function patchesMeant({ reviews, threads, rowsAtFocus }: Places, args: readonly unknown[]): Promise<MeantPatches[]> {
  const [first, second] = args;
  const nodes = await nodesOf(first, second, rowsAtFocus);
  if (nodes) return patchesOf(reviews, nodes);
  const threaded = threads.patchOf(first);
  if (threaded) return meant(reviews.book.get(threaded.uri), [threaded.id]);
  if (typeof first === 'string') {
    return meant(
      reviews.book.all().find(({ review }) => review.pending.some(({ id }) => id === first)),
      [first],
    );
  }
  return patchAtCursor(reviews);
}

/** The reviews meant by rows of the view, an address, or the active diff; undefined when nothing says which of several. */
export async function reviewsMeant(
  { reviews, rowsAtFocus }: Omit<Places, 'threads'>,
  args: readonly unknown[],
): Promise<OpenReview[] | undefined> {
  const [first, second] = args;
  const nodes = await nodesOf(first, second, rowsAtFocus);
  if (nodes) return reviews.book.all().filter(({ skill }) => nodes.some((node) => skillOf(node) === skill.toString()));
  if (first instanceof vscode.Uri) return listOf(reviews.book.get(first));
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const active = input instanceof vscode.TabInputTextDiff ? reviews.book.get(input.modified) : undefined;
  if (active) return [active];
  const all = reviews.book.all();
  return all.length <= 1 ? all : undefined;
}

export function isPatchNode(value: unknown): value is PatchNode {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}

/** A key that was pressed in the view hands over no row, only this. */
export function isKeyInView(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'inView' in value;
}

async function nodesOf(first: unknown, second: unknown, rowsAtFocus: Places['rowsAtFocus']): Promise<readonly PatchNode[] | undefined> {
  if (isPatchNode(first)) return Array.isArray(second) && second.includes(first) ? second.filter(isPatchNode) : [first];
  return isKeyInView(first) ? rowsAtFocus() : undefined;
}

function patchesOf(reviews: Reviews, nodes: readonly PatchNode[]): MeantPatches[] {
  const rows = nodes.flatMap((node) => {
    if (node.kind === 'patch') return [node];
    if (node.kind === 'lane') return node.patches;
    return node.kind === 'skill' ? waitingOf(node.run, { sortBy: 'net' }) : [];
  });
  return reviews.book.all().flatMap((entry) => {
    const own = rows.filter(({ run }) => run.skill.toString() === entry.skill.toString());
    return meant(entry, [...new Set(own.map(({ patch }) => patch.id))]);
  });
}

function skillOf(node: PatchNode): string | undefined {
  return 'run' in node ? node.run?.skill.toString() : undefined;
}

/** The rule on the cursor's line, else the nearest one. */
function patchAtCursor(reviews: Reviews): MeantPatches[] {
  const editor = vscode.window.activeTextEditor;
  const entry = editor?.document.uri.scheme === PATCH_SCHEME ? reviews.book.get(editor.document.uri) : undefined;
  if (!editor || !entry) return [];
  const ids = entry.review.pending.map(({ id }) => id);
  const away = (line: number): number => Math.abs(line - editor.selection.active.line);
  const [nearest] = [...ruleLines(editor.document.getText(), ids)].sort(([, a], [, b]) => away(a.line) - away(b.line));
  return nearest ? meant(entry, [nearest[0]]) : [];
}

function meant(entry: OpenReview | undefined, ids: string[]): MeantPatches[] {
  return entry && ids.length > 0 ? [{ entry, ids }] : [];
}

function listOf(entry: OpenReview | undefined): OpenReview[] {
  return entry ? [entry] : [];
}
