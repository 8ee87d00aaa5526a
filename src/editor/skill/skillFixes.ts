import * as vscode from 'vscode';
import type { SkillFix } from '../../core/skill/fixSkill.ts';
import { skillNameProblem } from '../distill/skillNameProblem.ts';
import { fixActions } from '../shared/fixActions.ts';
import { isSkill, SKILL_PATTERN } from './isSkill.ts';

const t = vscode.l10n.t;

type FixSkill = (text: string, path: string, from: number, to: number) => Promise<SkillFix[]>;

/** Quick fixes for the problems of a SKILL.md. */
export function registerSkillFixes(fix: FixSkill): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { pattern: SKILL_PATTERN },
    { provideCodeActions: (document, _range, context) => (isSkill(document) ? provideActions(document, context.diagnostics, fix) : []) },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

async function provideActions(
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
  fix: FixSkill,
): Promise<vscode.CodeAction[]> {
  const found = await fixActions(document, diagnostics, (text, from, to) => fix(text, document.uri.path, from, to), titleOf);
  return found ? [...found.actions, ...found.diagnostics.flatMap((diagnostic) => renameFolder(document, diagnostic))] : [];
}

/** The other way to make name and folder equal. */
function renameFolder(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  if (diagnostic.code !== 'name-folder' || document.isDirty) return [];
  const name = document.getText(diagnostic.range).replace(/^["']|["']$/g, '');
  if (skillNameProblem(name, t) !== undefined) return [];
  const folder = vscode.Uri.joinPath(document.uri, '..');
  const action = new vscode.CodeAction(t('Rename the folder to "{0}"', name), vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.renameFile(folder, vscode.Uri.joinPath(folder, '..', name));
  action.diagnostics = [diagnostic];
  return [action];
}

function titleOf({ kind, key, value }: Pick<SkillFix, 'kind' | 'key' | 'value'>): string {
  switch (kind) {
    case 'add-front-matter':
      return t('Add front matter with a name and a description');
    case 'move-to-top':
      return t('Remove the blank lines before the front matter');
    case 'close-front-matter':
      return t('Close the front matter');
    case 'add-key':
      return t('Add "{0}"', key);
    case 'set-value':
      return t('Set "{0}" to "{1}"', key, value);
    case 'shorten':
      return t('Cut "{0}" to at most {1} characters', key, value);
    case 'quote':
      return key === '' ? t('Put the value in quotes') : t('Put the value of "{0}" in quotes', key);
    case 'join-list':
      return t('Write "{0}" as one text', key);
    case 'rename-key':
      return t('Rename "{0}" to "{1}"', key, value);
    case 'move-key':
      return t('Move "{0}" under "metadata"', key);
    case 'remove-key':
      return t('Remove "{0}"', key);
    case 'remove-rule':
      return t('Remove the second one');
  }
}
