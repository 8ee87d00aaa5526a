import * as vscode from 'vscode';
import { completeCard } from '../../core/card/completeCard.ts';
import type { Lines } from '../../core/card/cardPlace.ts';
import { isYamlElsewhere } from './cardProblems.ts';
import { CARD_SELECTOR } from './cardUri.ts';

const t = vscode.l10n.t;

/** Keys and words of the published schema as one types in a card. Left to another YAML extension where there is one. */
export function registerCardCompletions(): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    CARD_SELECTOR,
    { provideCompletionItems: (document, position) => (isYamlElsewhere() ? undefined : provideItems(document, position)) },
    ':',
    ' ',
    '{',
  );
}

/** A document as the core takes it. */
export function linesOf(document: vscode.TextDocument): Lines {
  return { lineCount: document.lineCount, lineAt: (line) => document.lineAt(line).text };
}

function provideItems(document: vscode.TextDocument, { line, character }: vscode.Position): vscode.CompletionItem[] | undefined {
  const found = completeCard(linesOf(document), line, character);
  if (!found) return undefined;
  const range = new vscode.Range(line, found.start, line, found.end);
  return found.items.map(({ label, kind, insert, isRequired, description }, i) => {
    const item = new vscode.CompletionItem(
      label,
      kind === 'key' ? vscode.CompletionItemKind.Property : vscode.CompletionItemKind.EnumMember,
    );
    item.range = range;
    // A key that is written already keeps its value.
    const hasValue = kind === 'key' && /^\s*:/.test(document.lineAt(line).text.slice(found.end));
    item.insertText = hasValue ? label : insert;
    item.sortText = String(i).padStart(3, '0');
    if (isRequired) item.detail = t('required');
    if (description !== undefined) item.documentation = description;
    // So that the words for the value follow at once.
    if (kind === 'key' && !hasValue) item.command = { title: '', command: 'editor.action.triggerSuggest' };
    return item;
  });
}
