import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import type { OutcomeResult } from '../../core/session/session.ts';
import { markFileOf, markSession } from '../../platform/markFile.ts';
import { pickSession } from '../card/cardCommands.ts';
import { plainText } from '../shared/plainText.ts';
import { activeSessionPath, sessionPathsOf } from '../sessions/sessionArgument.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { taskLabel } from '../sessions/sessionLabels.ts';

const t = vscode.l10n.t;

type MarkItem = vscode.QuickPickItem & { mark: Exclude<OutcomeResult, 'unknown'> | undefined };

/** "Mark Session's Outcome…": what the user says of a session, kept in `.clawtrace/outcomes.json` of the workspace. */
export function registerOutcome(catalog: SessionCatalog): vscode.Disposable {
  return vscode.commands.registerCommand('clawtrace.markOutcome', async (...args: unknown[]) => {
    const given = sessionPathsOf(args);
    const active = given.length > 0 ? undefined : activeSessionPath(catalog);
    const path = active ?? (given.length > 0 ? undefined : await pickSession(catalog, t('Mark the outcome of a session')));
    const paths = path === undefined ? given : [path];
    if (paths.length > 0) await markPaths(catalog, paths);
  });
}

async function markPaths(catalog: SessionCatalog, paths: readonly string[]): Promise<void> {
  const home = homedir();
  const workspaceOf = (path: string): string | undefined =>
    (vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path)) ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath;
  const first = catalog.get(paths[0] ?? '');
  const workspace = workspaceOf(paths[0] ?? '');
  if (workspace === undefined) {
    void vscode.window.showWarningMessage(t('A mark is kept in the folder .clawtrace of the workspace: open a folder first.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick(marksToChoose(), {
    title: paths.length > 1 || !first ? t('How did it end?') : plainText(t('How did "{0}" end?', taskLabel(first, t))),
    placeHolder: t('Kept in {0}', vscode.workspace.asRelativePath(markFileOf(workspace))),
  });
  if (!chosen) return;
  try {
    for (const path of paths) {
      await markSession({ workspace: workspaceOf(path) ?? workspace, home, sessionFile: path, result: chosen.mark });
      catalog.reread(path);
    }
  } catch (error) {
    void vscode.window.showErrorMessage(plainText(messageOf(error)));
  }
}

function marksToChoose(): MarkItem[] {
  return [
    { label: t('Success'), description: t('did what was asked'), iconPath: new vscode.ThemeIcon('pass'), mark: 'success' },
    {
      label: t('Partial success'),
      description: t('did a part of it'),
      iconPath: new vscode.ThemeIcon('circle-large-outline'),
      mark: 'partial',
    },
    { label: t('Failure'), description: t('did not do it'), iconPath: new vscode.ThemeIcon('error'), mark: 'failure' },
    { label: t('Unknown'), description: t('take the mark away'), iconPath: new vscode.ThemeIcon('question'), mark: undefined },
  ];
}
