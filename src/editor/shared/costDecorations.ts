import * as vscode from 'vscode';
import type { Disposable } from './disposables.ts';
import { HEATS } from './heat.ts';
import type { Heat } from './heat.ts';

const COLOUR = new vscode.ThemeColor('clawtrace.inlineCostForeground');

/** What is drawn at one line. */
export interface DrawnCost {
  /** 1-based. */
  line: number;
  /** Drawn before the line's text. */
  lead: string;
  /** Drawn after it. */
  trail: string;
  heat?: Heat;
}

/**
 * Costs in an editor: texts at lines and colours behind them. Four decoration types in all, and few ranges: many of either slow typing
 * down, so callers give what is in sight, and the dearest lines of the whole text for the overview ruler.
 */
export class CostDecorations implements Disposable {
  readonly #text: vscode.TextEditorDecorationType;
  readonly #heat: Record<Heat, vscode.TextEditorDecorationType>;
  /** What was set last, so that nothing is sent to the window that is there already. */
  readonly #drawn = new WeakMap<vscode.TextEditor, string>();

  constructor() {
    this.#text = vscode.window.createTextEditorDecorationType({
      before: { color: COLOUR, margin: '0 1ch 0 0', fontStyle: 'normal' },
      after: { color: COLOUR, margin: '0 0 0 2ch', fontStyle: 'normal' },
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
    this.#heat = { low: heatType('low'), medium: heatType('medium'), high: heatType('high') };
  }

  /** `marks` are lines of the whole text for the ruler; lines of `costs` may be among them. */
  draw(editor: vscode.TextEditor, costs: readonly DrawnCost[], marks: readonly Pick<DrawnCost, 'line' | 'heat'>[]): void {
    const { document } = editor;
    const key = JSON.stringify([document.version, costs, marks]);
    if (this.#drawn.get(editor) === key) return;
    this.#drawn.set(editor, key);
    const exists = ({ line }: { line: number }): boolean => line >= 1 && line <= document.lineCount;
    editor.setDecorations(
      this.#text,
      costs.filter(exists).map((cost) => annotate(document, cost)),
    );
    for (const heat of HEATS) {
      const lines = new Set([...costs, ...marks].filter((cost) => cost.heat === heat && exists(cost)).map(({ line }) => line));
      editor.setDecorations(
        this.#heat[heat],
        [...lines].map((line) => new vscode.Range(line - 1, 0, line - 1, 0)),
      );
    }
  }

  clear(editor: vscode.TextEditor): void {
    this.draw(editor, [], []);
  }

  dispose(): void {
    this.#text.dispose();
    for (const heat of HEATS) this.#heat[heat].dispose();
  }
}

function heatType(heat: Heat): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor(`clawtrace.heat.${heat}`),
    overviewRulerColor: new vscode.ThemeColor(`clawtrace.heat.${heat}Ruler`),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
  });
}

function annotate(document: vscode.TextDocument, { line, lead, trail }: DrawnCost): vscode.DecorationOptions {
  const { text, firstNonWhitespaceCharacterIndex } = document.lineAt(line - 1);
  const end = trail ? text.length : Math.min(text.length, firstNonWhitespaceCharacterIndex + 1);
  return {
    range: new vscode.Range(line - 1, firstNonWhitespaceCharacterIndex, line - 1, end),
    renderOptions: { ...(lead ? { before: { contentText: lead } } : {}), ...(trail ? { after: { contentText: trail } } : {}) },
  };
}
