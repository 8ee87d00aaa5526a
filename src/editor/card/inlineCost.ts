import * as vscode from 'vscode';
import type { CardInspection } from '../../core/card/inspectCard.ts';
import type { CostDecorations, DrawnCost } from '../shared/costDecorations.ts';
import { affectsCosts, readCostSettings } from '../shared/costSettings.ts';
import { Debounce } from '../shared/debounce.ts';
import { Disposables } from '../shared/disposables.ts';
import { inSight } from '../shared/inSight.ts';
import type { CardInspections } from './cardInspections.ts';
import { drawnRows, heatMarks } from './drawnRows.ts';
import { isCard } from './cardUri.ts';

const t = vscode.l10n.t;

/** Costs at the rows of every visible card, and a colour by how dear each is. Only what is in sight is worked out and drawn. */
export class InlineCosts implements vscode.Disposable {
  readonly #inspections: CardInspections;
  readonly #decorations: CostDecorations;
  readonly #disposables = new Disposables();
  readonly #draw = this.#disposables.add(new Debounce(() => this.#drawAll(), 30, 90));
  /** Marks of the overview ruler: of the whole card, so made once for an inspection and settings. */
  readonly #marks = new WeakMap<CardInspection, { key: string; marks: DrawnCost[] }>();

  constructor(inspections: CardInspections, decorations: CostDecorations) {
    this.#inspections = inspections;
    this.#decorations = decorations;
    const draw = (): void => this.#draw.trigger();
    this.#disposables.add(inspections.onDidChange(draw));
    this.#disposables.add(vscode.window.onDidChangeVisibleTextEditors(draw));
    this.#disposables.add(vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => isCard(textEditor.document) && draw()));
    this.#disposables.add(vscode.workspace.onDidChangeConfiguration((event) => affectsCosts(event) && draw()));
    draw();
  }

  /** What is drawn in a card as one scrolls through it, in order of the lines; undefined until it is inspected. */
  of(document: vscode.TextDocument): DrawnCost[] | undefined {
    const inspection = this.#inspections.current(document);
    if (!inspection) return undefined;
    const settings = readCostSettings(document);
    return settings.enabled ? drawnRows(inspection.rows, inspection.clusters, settings, t) : [];
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #drawAll(): void {
    for (const editor of vscode.window.visibleTextEditors) if (isCard(editor.document)) this.#drawOne(editor);
  }

  #drawOne(editor: vscode.TextEditor): void {
    const inspection = this.#inspections.current(editor.document);
    // Not inspected yet: the editor moves the old decorations along with the edit, which is better than none.
    if (!inspection) return;
    const settings = readCostSettings(editor.document);
    if (!settings.enabled) return this.#decorations.clear(editor);
    const visible = editor.visibleRanges.map(({ start, end }) => ({ from: start.line + 1, to: end.line + 1 }));
    const rows = drawnRows(inSight(inspection.rows, visible), inspection.clusters, settings, t);
    const key = JSON.stringify(settings);
    let marks = this.#marks.get(inspection);
    if (marks?.key !== key) this.#marks.set(inspection, (marks = { key, marks: heatMarks(inspection.rows, settings) }));
    this.#decorations.draw(editor, rows, marks.marks);
  }
}
