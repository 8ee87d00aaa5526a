import * as vscode from 'vscode';
import { CARD_SUFFIX } from '../../platform/cardNameOf.ts';
import { cardAddress } from '../card/cardUri.ts';
import type { SessionCatalog } from './sessionCatalog.ts';
import type { TreeNode } from './sessionTree.ts';

/**
 * The session files that a command was given: a path, an address (of a card or a session file), nodes of the Sessions view, in the
 * forms in which menus, lenses, links and keybindings hand them over. Empty when it was given none.
 */
export function sessionPathsOf(args: readonly unknown[]): string[] {
  // A menu of the view passes the node under the pointer and then all selected ones.
  const values = Array.isArray(args[1]) && args[1].length > 0 ? (args[1] as unknown[]) : args.slice(0, 1).flat();
  return [...new Set(values.flatMap(pathsOf))];
}

/** The session of the active editor: its card, or the session file itself. */
export function activeSessionPath(catalog: SessionCatalog): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (!uri) return undefined;
  const path = cardAddress(uri)?.path ?? (uri.scheme === 'file' ? uri.fsPath : undefined);
  return path !== undefined && (uri.scheme !== 'file' || catalog.get(path)) ? path : undefined;
}

function pathsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof vscode.Uri) {
    const card = cardAddress(value);
    if (card) return [card.path];
    return value.scheme === 'file' && !value.path.endsWith(CARD_SUFFIX) ? [value.fsPath] : [];
  }
  if (typeof value !== 'object' || value === null || !('kind' in value)) return [];
  const node = value as TreeNode;
  if (node.kind === 'session') return [node.summary.path];
  if (node.kind === 'group') return node.children.map((child) => child.summary.path);
  if (node.kind === 'unreadable') return [node.file.path];
  return [];
}
