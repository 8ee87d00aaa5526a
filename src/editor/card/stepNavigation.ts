import * as vscode from 'vscode';
import type { InspectedRow } from '../../core/card/inspectCard.ts';
import type { RawTraces } from '../rawTrace/rawTraces.ts';
import { shareText, usdText } from '../../protocol/formatFigures.ts';
import { lineWords } from '../rawTrace/lineTexts.ts';
import { readCostSettings } from '../shared/costSettings.ts';
import { plainText } from '../shared/plainText.ts';
import type { CardInspections } from './cardInspections.ts';
import { isCard } from './cardUri.ts';
import { heatMarks } from './drawnRows.ts';
import { nextLine } from './nextLine.ts';
import { rowTexts } from './rowFigures.ts';

const t = vscode.l10n.t;

/** Steps worth looking at, in order: their lines in a card or a session's file. */
interface Places {
  dear: number[];
  flagged: number[];
  /** What is drawn at a line, in words: a screen reader does not see decorations. */
  say?: (line: number) => string | undefined;
}

/** From one dear step, or one with a failure or a flag, to the next: in cards, and in session files. */
export function registerStepNavigation(inspections: CardInspections, traces: RawTraces): vscode.Disposable {
  const go = (which: 'dear' | 'flagged', direction: 1 | -1) => async (): Promise<void> => {
    const editor = vscode.window.activeTextEditor;
    const places = editor && (await placesOf(editor, inspections, traces));
    if (!places) return;
    const line = nextLine(places[which], editor.selection.active.line + 1, direction);
    if (line === undefined) {
      const message = which === 'dear' ? t('No step is dear enough for a colour.') : t('No step failed or is flagged.');
      vscode.window.setStatusBarMessage(message, 4000);
      return;
    }
    const position = new vscode.Position(
      line - 1,
      isCard(editor.document) ? editor.document.lineAt(line - 1).firstNonWhitespaceCharacterIndex : 0,
    );
    editor.selection = new vscode.Selection(position, position);
    editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    const words = places.say?.(line);
    if (words !== undefined) vscode.window.setStatusBarMessage(words, 8000);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('clawtrace.nextDearStep', go('dear', 1)),
    vscode.commands.registerCommand('clawtrace.previousDearStep', go('dear', -1)),
    vscode.commands.registerCommand('clawtrace.nextFlaggedStep', go('flagged', 1)),
    vscode.commands.registerCommand('clawtrace.previousFlaggedStep', go('flagged', -1)),
  );
}

async function placesOf(
  { document, selection }: vscode.TextEditor,
  inspections: CardInspections,
  traces: RawTraces,
): Promise<Places | undefined> {
  const settings = readCostSettings(document);
  const inOrder = (marks: readonly { line: number }[]): number[] => marks.map(({ line }) => line).sort((a, b) => a - b);
  if (isCard(document)) {
    const { rows, clusters } = await inspections.of(document);
    const say = (line: number): string | undefined => {
      const row = rows.find((candidate) => candidate.line === line);
      return row && plainText(`${row.step} ${row.name}: ${rowTexts(row, clusters, 'costAndShare', t).whole}`);
    };
    return { dear: inOrder(heatMarks(rows, settings)), flagged: rows.filter(isFlagged).map(({ line }) => line), say };
  }
  const part = await traces.at(document, selection.active.line + 1);
  if (!part) return undefined;
  const say = (line: number): string | undefined => {
    const cost = part.lines.find((candidate) => candidate.line === line);
    return cost && plainText(`${usdText(cost.usd)}, ${shareText(cost.share)}: ${lineWords(cost, part.clusters, t)}`);
  };
  return { dear: inOrder(heatMarks(part.dearest, settings)), flagged: part.flagged, say };
}

function isFlagged({ flags, status }: InspectedRow): boolean {
  return flags.length > 0 || status === 'error' || status === 'aborted';
}
