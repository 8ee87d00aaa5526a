import * as vscode from 'vscode';

/** By path, not by language: SKILL.md is `skill` in one version of the editor and `markdown` in another. */
export const SKILL_PATTERN = '**/SKILL.md';

/** Proposed texts, sides of a git diff and the like are not the user's file. */
export function isSkill({ uri }: vscode.TextDocument): boolean {
  return uri.path.endsWith('/SKILL.md') && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}
