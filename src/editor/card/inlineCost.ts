import * as vscode from 'vscode';
import { Debounce } from '../shared/debounce.ts';
import { Disposables } from '../shared/disposables.ts';
import type { CardInspections } from './cardInspections.ts';
import { isCard } from './cardUri.ts';
import { heatOf, rowTexts } from './rowFigures.ts';
import type { Heat, HeatThresholds } from './rowFigures.ts';

const t = vscode.l10n.t;
const HEATS: readonly Heat[] = ['low', 'medium', 'high'];

const COLOUR = new vscode.ThemeColor('clawtrace.inlineCostForeground');

/** Rows above and below the visible ones that are annotated beforehand, so that slow scrolling shows no bare rows. */
const MARGIN = 40;

export interface InlineCost {
  /** 1-based. */
  line: number;
  /** Drawn before the row. */
  lead: string;
  /** Drawn after the row. */
  trail: string;
  heat?: Heat;
}

/**
 * Cost at each row of a card, and a colour by its share of the total. Four decoration types in all; the text only for what is visible
 * (many attached texts slow typing), the few coloured rows for the whole file since the overview ruler shows them.
 */
export class InlineCosts implements vscode.Disposable {
  readonly #inspections: CardInspections;
  readonly #disposables = new Disposables();
  readonly #text: vscode.TextEditorDecorationType;
  readonly #heat: Record<Heat, vscode.TextEditorDecorationType>;
  readonly #draw = this.#disposables.add(new Debounce(() => this.#drawAll(), 30, 90));

  constructor(inspections: CardInspections) {
    this.#inspections = inspections;
    this.#text = this.#disposables.add(
      vscode.window.createTextEditorDecorationType({
        before: { color: COLOUR, margin: '0 1ch 0 0', fontStyle: 'normal' },
        after: { color: COLOUR, margin: '0 0 0 2ch', fontStyle: 'normal' },
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      }),
    );
    this.#heat = { low: this.#heatType('low'), medium: this.#heatType('medium'), high: this.#heatType('high') };
    const draw = (): void => this.#draw.trigger();
    this.#disposables.add(inspections.onDidChange(draw));
    this.#disposables.add(vscode.window.onDidChangeVisibleTextEditors(draw));
    this.#disposables.add(vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => isCard(textEditor.document) && draw()));
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('clawtrace.inlineCost') || event.affectsConfiguration('clawtrace.heat')) draw();
      }),
    );
    draw();
  }

  /** What is drawn in a card, in order of the lines; undefined until it is inspected. */
  of(document: vscode.TextDocument): InlineCost[] | undefined {
    const inspection = this.#inspections.current(document);
    if (!inspection) return undefined;
    const settings = vscode.workspace.getConfiguration('clawtrace', document.uri);
    if (!settings.get('inlineCost.enabled', true)) return [];
    const thresholds = readThresholds(settings);
    // Rows are long: at their end the cost is out of sight in most windows.
    const atStart = settings.get('inlineCost.position', 'start') === 'start';
    return inspection.rows.map((row) => {
      const heat = heatOf(row.share, thresholds);
      const { lead, trail, whole } = rowTexts(row, inspection.clusters, t);
      return { line: row.line, ...(atStart ? { lead, trail } : { lead: '', trail: whole }), ...(heat ? { heat } : {}) };
    });
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #heatType(heat: Heat): vscode.TextEditorDecorationType {
    return this.#disposables.add(
      vscode.window.createTextEditorDecorationType({
        isWholeLine: true,
        backgroundColor: new vscode.ThemeColor(`clawtrace.heat.${heat}`),
        overviewRulerColor: new vscode.ThemeColor(`clawtrace.heat.${heat}Ruler`),
        overviewRulerLane: vscode.OverviewRulerLane.Right,
      }),
    );
  }

  #drawAll(): void {
    for (const editor of vscode.window.visibleTextEditors) if (isCard(editor.document)) this.#drawOne(editor);
  }

  #drawOne(editor: vscode.TextEditor): void {
    const costs = this.of(editor.document);
    // Not inspected yet: the editor moves the old decorations along with the edit, which is better than none.
    if (!costs) return;
    const visible = editor.visibleRanges.map(({ start, end }) => [start.line + 1 - MARGIN, end.line + 1 + MARGIN] as const);
    const texts = costs
      .filter(({ line }) => line <= editor.document.lineCount && visible.some(([from, to]) => line >= from && line <= to))
      .map((cost) => annotate(editor.document, cost));
    editor.setDecorations(this.#text, texts);
    for (const heat of HEATS) {
      const ranges = costs
        .filter((cost) => cost.heat === heat && cost.line <= editor.document.lineCount)
        .map(({ line }) => editor.document.lineAt(line - 1).range);
      editor.setDecorations(this.#heat[heat], ranges);
    }
  }
}

function annotate(document: vscode.TextDocument, { line, lead, trail }: InlineCost): vscode.DecorationOptions {
  const text = document.lineAt(line - 1);
  const range = new vscode.Range(line - 1, text.firstNonWhitespaceCharacterIndex, line - 1, text.text.length);
  return {
    range,
    renderOptions: { ...(lead ? { before: { contentText: lead } } : {}), ...(trail ? { after: { contentText: trail } } : {}) },
  };
}

function readThresholds(settings: vscode.WorkspaceConfiguration): HeatThresholds {
  const share = (heat: Heat, otherwise: number): number => settings.get(`heat.${heat}`, otherwise) / 100;
  return { low: share('low', 4), medium: share('medium', 10), high: share('high', 20) };
}
