import * as vscode from 'vscode';
import { CARD_SCHEME } from './cardUri.ts';
import { findPlace, linePlace } from './linePlace.ts';

/**
 * Keeps the cursor at its step while a card follows a running session. The editor takes a new text of a file as one large change, after
 * which the cursor would stand at its end; what is in sight does not move.
 */
export function keepPlace(): vscode.Disposable {
  const places = new Map<vscode.TextEditor, { line: number; character: number; place: string }>();
  const remember = (editor: vscode.TextEditor): void => {
    const { document, selection } = editor;
    if (document.uri.scheme !== CARD_SCHEME || selection.active.line >= document.lineCount) return;
    const { line, character } = selection.active;
    places.set(editor, { line, character, place: linePlace(document.lineAt(line).text) });
  };
  vscode.window.visibleTextEditors.forEach(remember);
  return vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => remember(textEditor)),
    vscode.window.onDidChangeVisibleTextEditors((editors) => {
      for (const editor of [...places.keys()]) if (!editors.includes(editor)) places.delete(editor);
      for (const editor of editors) if (!places.has(editor)) remember(editor);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme !== CARD_SCHEME || contentChanges.length === 0) return;
      const lines = document.getText().split('\n');
      for (const [editor, { line, character, place }] of places) {
        if (editor.document !== document) continue;
        const at = findPlace(lines, place, line);
        const position = new vscode.Position(at, Math.min(character, lines[at]?.length ?? 0));
        editor.selection = new vscode.Selection(position, position);
      }
    }),
  );
}
