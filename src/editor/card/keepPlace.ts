import * as vscode from 'vscode';
import { CARD_SCHEME } from './cardUri.ts';
import { findPlace, linePlace } from './linePlace.ts';

/** A place in a card by what stands there: it is found again when the text around it is another. */
interface Place {
  line: number;
  character: number;
  /** What the line is about. */
  about: string;
}

interface View {
  selections: { anchor: Place; active: Place }[];
  /** The first line in sight. */
  top: Place | undefined;
}

/**
 * Keeps what is selected and what is in sight where it is while a card follows a running session. The editor takes a new text of a file
 * as one large change, after which the cursor would stand at its end, and rows that come above would push the others down.
 */
export function keepPlace(): vscode.Disposable {
  const views = new Map<vscode.TextEditor, View>();
  const remember = (editor: vscode.TextEditor): void => {
    const { document, selections, visibleRanges } = editor;
    if (document.uri.scheme !== CARD_SCHEME) return;
    const [first] = visibleRanges;
    views.set(editor, {
      selections: selections.map(({ anchor, active }) => ({ anchor: placeAt(document, anchor), active: placeAt(document, active) })),
      top: first && placeAt(document, first.start),
    });
  };
  vscode.window.visibleTextEditors.forEach(remember);
  return vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => remember(textEditor)),
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => remember(textEditor)),
    vscode.window.onDidChangeVisibleTextEditors((editors) => {
      for (const editor of [...views.keys()]) if (!editors.includes(editor)) views.delete(editor);
      for (const editor of editors) if (!views.has(editor)) remember(editor);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme !== CARD_SCHEME || contentChanges.length === 0) return;
      const lines = document.getText().split('\n');
      const find = ({ about, line, character }: Place): vscode.Position => {
        const at = findPlace(lines, about, line);
        return new vscode.Position(at, Math.min(character, lines[at]?.length ?? 0));
      };
      for (const [editor, { selections, top }] of views) {
        if (editor.document !== document) continue;
        editor.selections = selections.map(({ anchor, active }) => new vscode.Selection(find(anchor), find(active)));
        if (top) keepInSight(editor, top, find(top).line);
      }
    }),
  );
}

function placeAt(document: vscode.TextDocument, { line, character }: vscode.Position): Place {
  return { line, character, about: line < document.lineCount ? linePlace(document.lineAt(line).text) : '' };
}

/** Scrolls by as many lines as the first line in sight has moved, and not at all where it stands as before. */
function keepInSight(editor: vscode.TextEditor, top: Place, line: number): void {
  if (line === top.line) return;
  if (editor === vscode.window.activeTextEditor) {
    const by = { to: line > top.line ? 'down' : 'up', by: 'line', value: Math.abs(line - top.line), revealCursor: false };
    void vscode.commands.executeCommand('editorScroll', by);
  } else {
    editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.AtTop);
  }
}
