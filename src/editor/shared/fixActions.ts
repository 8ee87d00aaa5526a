import * as vscode from 'vscode';
import type { TextFix } from '../../core/session/textFix.ts';

/**
 * Quick fixes for the problems of ours among `diagnostics`, from what `fix` tells for their lines (1-based, both included); `undefined`
 * when there are none of ours, or the text changed meanwhile.
 */
export async function fixActions<Kind extends string>(
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
  fix: (text: string, from: number, to: number) => Promise<TextFix<Kind>[]>,
  titleOf: (fix: TextFix<Kind>) => string,
): Promise<{ actions: vscode.CodeAction[]; diagnostics: vscode.Diagnostic[] } | undefined> {
  const ours = diagnostics.filter(({ source }) => source === 'ClawTrace');
  if (ours.length === 0) return undefined;
  const lines = ours.map(({ range }) => range.start.line + 1);
  const { version } = document;
  const fixes = await fix(document.getText(), Math.min(...lines), Math.max(...lines));
  if (document.version !== version) return undefined;
  const actions = distinct(fixes).flatMap((found) => {
    const mended = ours.filter((diagnostic) => found.some((one) => mends(one, diagnostic)));
    return found[0] && mended.length > 0 ? [actionOf(document, found[0], mended, titleOf(found[0]))] : [];
  });
  return { actions, diagnostics: ours };
}

/** Fixes that change the same in the same way, together: one wrong sum can be two problems. */
function distinct<Kind extends string>(fixes: readonly TextFix<Kind>[]): TextFix<Kind>[][] {
  const byEdits = new Map<string, TextFix<Kind>[]>();
  for (const fix of fixes) {
    const key = JSON.stringify(fix.edits);
    byEdits.set(key, [...(byEdits.get(key) ?? []), fix]);
  }
  return [...byEdits.values()];
}

function mends({ code, start }: TextFix<string>, diagnostic: vscode.Diagnostic): boolean {
  return (
    diagnostic.code === code && diagnostic.range.start.line === start.line - 1 && diagnostic.range.start.character === start.column - 1
  );
}

function actionOf(document: vscode.TextDocument, fix: TextFix<string>, diagnostics: vscode.Diagnostic[], title: string): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, newText } of fix.edits)
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), newText);
  action.edit = edit;
  action.diagnostics = diagnostics;
  action.isPreferred = fix.isPreferred;
  return action;
}
