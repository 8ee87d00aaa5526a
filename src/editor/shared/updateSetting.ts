import * as vscode from 'vscode';

/** Writes a setting where it is set already: in the workspace, else for the user, whose value would have no effect beside the workspace's. */
export async function updateSetting(section: string, name: string, value: unknown): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section);
  const inWorkspace = settings.inspect(name)?.workspaceValue !== undefined;
  await settings.update(name, value, inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
}
