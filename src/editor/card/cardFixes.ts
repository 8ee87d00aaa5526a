import * as vscode from 'vscode';
import type { CardFix } from '../../core/card/fixCard.ts';
import { fixActions } from '../shared/fixActions.ts';
import { CARD_SCHEME, CARD_SELECTOR } from './cardUri.ts';
import { isStaleDiagnostic } from './staleCards.ts';

const t = vscode.l10n.t;

/** Quick fixes for a card's problems. A compiled card has none: it cannot be edited, and its session would say the same again. */
export function registerCardFixes(fix: (text: string, from: number, to: number) => Promise<CardFix[]>): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    CARD_SELECTOR,
    { provideCodeActions: (document, _range, context) => provideActions(document, context.diagnostics, fix) },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

async function provideActions(
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
  fix: (text: string, from: number, to: number) => Promise<CardFix[]>,
): Promise<vscode.CodeAction[]> {
  if (document.uri.scheme === CARD_SCHEME) return [];
  const found = await fixActions(document, diagnostics, fix, titleOf);
  return found ? [...found.actions, recompile(document, found.diagnostics)] : [];
}

/** Whatever is wrong with a card, its session can say it anew. */
function recompile(document: vscode.TextDocument, diagnostics: vscode.Diagnostic[]): vscode.CodeAction {
  const action = new vscode.CodeAction(t('Recompile the TraceCard from its session'), vscode.CodeActionKind.QuickFix);
  action.command = { title: action.title, command: 'clawtrace.recompileCard', arguments: [document.uri] };
  action.diagnostics = diagnostics;
  action.isPreferred = diagnostics.every(isStaleDiagnostic);
  return action;
}

function titleOf({ kind, key, value }: CardFix): string {
  switch (kind) {
    case 'set-sum':
      return t('Set "{0}" to {1}, what its parts add up to', key, value);
    case 'set-word':
      return t('Change to "{0}"', value);
    case 'set-number':
      return t('Write {0} as a number', value);
    case 'rename-key':
      return t('Rename "{0}" to "{1}"', key, value);
    case 'remove-key':
      return t('Remove "{0}"', key);
    case 'add-key':
      return t('Add "{0}: {1}"', key, value);
    case 'remove-item':
      return t('Remove "{0}"', value);
    case 'remove-row':
      return t('Remove the second row of step {0}', value);
    case 'sort-rows':
      return t('Sort the rows by their steps');
  }
}
