import * as vscode from 'vscode';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { sessionDescription, sessionLabel } from '../sessions/sessionLabels.ts';

const t = vscode.l10n.t;

/** Lets the user choose any number of sessions, newest first; undefined when nothing was chosen. */
export async function pickGroup(catalog: SessionCatalog, title: string, chosen: readonly string[]): Promise<string[] | undefined> {
  const now = Date.now();
  const items = catalog
    .sessions()
    .sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))
    .map((summary) => ({
      label: sessionLabel(summary, t),
      description: sessionDescription(summary, now, false, t),
      detail: vscode.workspace.asRelativePath(summary.path),
      path: summary.path,
      picked: chosen.includes(summary.path),
    }));
  const picks = await vscode.window.showQuickPick(items, { title, canPickMany: true, matchOnDescription: true, matchOnDetail: true });
  return picks?.map(({ path }) => path);
}
