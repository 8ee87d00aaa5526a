import * as vscode from 'vscode';
import { shorten } from '../shared/escapeMarkdown.ts';
import { plainText } from '../shared/plainText.ts';
import { chooseSetting } from '../shared/chooseSetting.ts';
import type { SessionCatalog } from './sessionCatalog.ts';
import { sessionPathsOf } from './sessionArgument.ts';
import { sessionRoots } from './sessionRoots.ts';
import { fileOf } from '../../platform/sessionAddress.ts';
import { SessionsView } from './sessionsView.ts';
import type { MoreNode } from './sessionTree.ts';

const t = vscode.l10n.t;

/** The Sessions view with its commands, and the roots that the catalog watches. */
export function registerSessions(catalog: SessionCatalog): vscode.Disposable {
  const view = new SessionsView(catalog);
  const updateRoots = (): void => catalog.setRoots(sessionRoots());
  updateRoots();
  return vscode.Disposable.from(
    view,
    vscode.workspace.onDidChangeWorkspaceFolders(updateRoots),
    vscode.workspace.onDidGrantWorkspaceTrust(updateRoots),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('clawtrace.traceFolders') || event.affectsConfiguration('clawtrace.watchAgentFolders')) updateRoots();
      if (event.affectsConfiguration('clawtrace.prices')) catalog.refresh();
    }),
    vscode.commands.registerCommand('clawtrace.refreshSessions', () => catalog.refresh()),
    vscode.commands.registerCommand('clawtrace.stopReading', () => catalog.stopReading()),
    vscode.commands.registerCommand('clawtrace.showMoreSessions', (node: MoreNode) => view.showMore(node)),
    vscode.commands.registerCommand('clawtrace.filterSessions', () => askForFilter(view)),
    vscode.commands.registerCommand('clawtrace.clearSessionFilter', () => view.setFilter('')),
    vscode.commands.registerCommand('clawtrace.groupSessions', chooseGrouping),
    vscode.commands.registerCommand('clawtrace.sortSessions', chooseOrder),
    vscode.commands.registerCommand('clawtrace.watchAgentFolders', watchAgentFolders),
    vscode.commands.registerCommand('clawtrace.showSessions', () => vscode.commands.executeCommand('clawtrace.sessions.focus')),
    vscode.commands.registerCommand('clawtrace.revealSession', (...args: unknown[]) => revealFile(sessionPathsOf(args)[0])),
  );
}

/** The list follows what is typed; Escape brings the earlier filter back. */
function askForFilter(view: SessionsView): void {
  const before = view.filter;
  const input = vscode.window.createInputBox();
  input.title = t('Filter Sessions');
  input.placeholder = t('Words of the task, the agent, a model or the path');
  input.value = before;
  let accepted = false;
  input.onDidChangeValue((value) => view.setFilter(value));
  input.onDidAccept(() => {
    accepted = true;
    input.hide();
  });
  input.onDidHide(() => {
    if (!accepted) view.setFilter(before);
    input.dispose();
  });
  input.show();
}

async function chooseGrouping(): Promise<void> {
  await chooseSetting('clawtrace.sessions', 'groupBy', t('Group sessions by'), [
    ['day', t('Day')],
    ['agent', t('Agent')],
    ['project', t('Project')],
    ['none', t('No groups')],
  ]);
}

async function chooseOrder(): Promise<void> {
  await chooseSetting('clawtrace.sessions', 'sortBy', t('Sort sessions by'), [
    ['date', t('Date, latest first')],
    ['cost', t('Cost, dearest first')],
  ]);
}

/** The click is the user's agreement; the message says what it means and how to take it back. */
async function watchAgentFolders(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('clawtrace');
  await settings.update('watchAgentFolders', true, vscode.ConfigurationTarget.Global);
  const undo = t('Stop Looking');
  const message = t(
    'ClawTrace now also reads the folders in which the agents keep their sessions. The files are only read, and nothing leaves this machine.',
  );
  if ((await vscode.window.showInformationMessage(message, undo)) === undo) {
    await settings.update('watchAgentFolders', undefined, vscode.ConfigurationTarget.Global);
  }
}

async function revealFile(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const uri = vscode.Uri.file(fileOf(path));
  // A browser or a remote window has no file manager to show it in.
  const inExplorer = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  if (inExplorer) await vscode.commands.executeCommand('revealInExplorer', uri);
  else if (vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop)
    await vscode.commands.executeCommand('revealFileInOS', uri);
  else {
    await vscode.env.clipboard.writeText(path);
    void vscode.window.showInformationMessage(
      t('Outside the workspace: the path of {0} is now in the clipboard.', plainText(shorten(uri.path.split('/').at(-1) ?? path, 60))),
    );
  }
}
