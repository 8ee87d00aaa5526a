import * as vscode from 'vscode';
import { isSurelyTraceFileName } from '../../platform/traceFileNames.ts';
import { heatMarks } from '../card/drawnRows.ts';
import type { CostDecorations, DrawnCost } from '../shared/costDecorations.ts';
import { affectsCosts, readCostSettings } from '../shared/costSettings.ts';
import { Debounce } from '../shared/debounce.ts';
import { Disposables } from '../shared/disposables.ts';
import { inSight } from '../shared/inSight.ts';
import { lineTexts } from './lineTexts.ts';
import type { RawTraces } from './rawTraces.ts';

const t = vscode.l10n.t;

/** The cost of its step at each record of a session's file that is open, as far as it is in sight; the dearest in the overview ruler. */
export class RawTraceCosts implements vscode.Disposable {
  readonly #traces: RawTraces;
  readonly #decorations: CostDecorations;
  readonly #disposables = new Disposables();
  readonly #draw = this.#disposables.add(new Debounce(() => this.#drawAll(), 30, 90));
  readonly #drawn = new WeakMap<vscode.TextEditor, DrawnCost[]>();

  constructor(traces: RawTraces, decorations: CostDecorations) {
    this.#traces = traces;
    this.#decorations = decorations;
    const draw = (): void => this.#draw.trigger();
    this.#disposables.add(traces.onDidChange(draw));
    this.#disposables.add(vscode.window.onDidChangeVisibleTextEditors(draw));
    this.#disposables.add(vscode.window.onDidChangeActiveTextEditor(draw));
    this.#disposables.add(vscode.window.onDidChangeTextEditorVisibleRanges(draw));
    this.#disposables.add(vscode.workspace.onDidChangeTextDocument(draw));
    this.#disposables.add(vscode.workspace.onDidChangeConfiguration((event) => affectsCosts(event) && draw()));
    draw();
  }

  /** What is drawn in the visible part of a session's file; undefined where nothing is. */
  of(document: vscode.TextDocument): DrawnCost[] | undefined {
    const editor = vscode.window.visibleTextEditors.find((candidate) => candidate.document === document);
    return editor && this.#drawn.get(editor);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #drawAll(): void {
    let activeIsTrace = false;
    for (const editor of vscode.window.visibleTextEditors) {
      const isTrace = this.#drawOne(editor);
      if (isTrace && editor === vscode.window.activeTextEditor) activeIsTrace = true;
    }
    void vscode.commands.executeCommand('setContext', 'clawtrace.activeIsTrace', activeIsTrace);
  }

  /** True where the editor shows a session's file. */
  #drawOne(editor: vscode.TextEditor): boolean {
    const { document, visibleRanges } = editor;
    const [first, last] = [visibleRanges[0], visibleRanges.at(-1)];
    if (!first || !last) return false;
    const part = this.#traces.look(document, first.start.line + 1, last.end.line + 1);
    const settings = readCostSettings(document);
    if (!part || !settings.enabled) {
      if (this.#drawn.delete(editor)) this.#decorations.clear(editor);
      return part !== undefined;
    }
    const visible = visibleRanges.map(({ start, end }) => ({ from: start.line + 1, to: end.line + 1 }));
    const layout = { isDocument: !isSurelyTraceFileName(document.uri.path), lines: visible };
    const costs = lineTexts(inSight(part.lines, visible), part.clusters, settings, layout, t);
    this.#drawn.set(editor, costs);
    this.#decorations.draw(editor, costs, heatMarks(part.dearest, settings));
    return true;
  }
}
