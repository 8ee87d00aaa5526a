import * as vscode from 'vscode';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { byDate, sessionPickItem } from '../sessions/sessionPickItem.ts';

/** Lets the user choose any number of sessions, newest first; undefined when nothing was chosen. */
export async function pickGroup(catalog: SessionCatalog, title: string, chosen: readonly string[]): Promise<string[] | undefined> {
  const now = Date.now();
  const items = catalog
    .sessions()
    .sort(byDate)
    .map((summary) => ({ ...sessionPickItem(summary, now), picked: chosen.includes(summary.path) }));
  const picks = await vscode.window.showQuickPick(items, { title, canPickMany: true, matchOnDetail: true });
  return picks?.map(({ summary }) => summary.path);
}
