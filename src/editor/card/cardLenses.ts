import * as vscode from 'vscode';
import { boundedUsdText, usdNumber, usdText } from '../../protocol/formatFigures.ts';
import type { CardInspections } from './cardInspections.ts';
import { linesOfCluster } from './cardReferences.ts';
import { isCard } from './cardUri.ts';
import type { StaleCards } from './staleCards.ts';

const t = vscode.l10n.t;

/** One line of lenses at the top of a card, and one at each cluster that leads to its steps. */
export async function provideLenses(
  inspections: CardInspections,
  stale: StaleCards,
  document: vscode.TextDocument,
): Promise<vscode.CodeLens[]> {
  const inspection = await inspections.of(document);
  const { total, bound, avoidable, clusters } = inspection;
  const top = new vscode.Range(0, 0, 0, 0);
  const lenses: vscode.CodeLens[] = [];
  if (stale.has(document))
    lenses.push(
      new vscode.CodeLens(top, {
        title: t('Session has changed: Recompile'),
        command: 'clawtrace.recompileCard',
        arguments: [document.uri],
      }),
    );
  if (total !== undefined) {
    const figures = [t('{0} in total', boundedUsdText(total, bound === 'at least'))];
    if (avoidable !== undefined && usdNumber(avoidable) > 0) figures.push(t('{0} avoidable', usdText(avoidable)));
    lenses.push(
      new vscode.CodeLens(top, { title: figures.join(' · '), command: '' }),
      new vscode.CodeLens(top, { title: t('Open Panel'), command: 'clawtrace.openPanel', arguments: [document.uri] }),
      new vscode.CodeLens(top, { title: t('Distill Skill'), command: 'clawtrace.distill', arguments: [document.uri] }),
    );
  }
  for (const cluster of clusters) {
    const range = new vscode.Range(cluster.line - 1, 0, cluster.line - 1, 0);
    const title = t('Show steps {0}', cluster.steps.slice(0, 8).join(', ') + (cluster.steps.length > 8 ? ', …' : ''));
    lenses.push(new vscode.CodeLens(range, { title, command: 'clawtrace.showClusterSteps', arguments: [document.uri, cluster.line] }));
  }
  return lenses;
}

/** From a lens the card and the cluster's line (1-based); from a keybinding or the palette the cluster at the cursor. */
export async function showClusterSteps(inspections: CardInspections, args: readonly unknown[]): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const document = args[0] instanceof vscode.Uri ? await vscode.workspace.openTextDocument(args[0]) : editor?.document;
  if (!document || !isCard(document)) return;
  const inspection = await inspections.of(document);
  const line = typeof args[1] === 'number' ? args[1] : (editor?.selection.active.line ?? 0) + 1;
  const flags = inspection.rows.find((row) => row.line === line)?.flags ?? [];
  const cluster = inspection.clusters.find((candidate) => candidate.line === line || flags.includes(candidate.id));
  if (!cluster) {
    void vscode.window.showInformationMessage(t('The cursor is at no redundancy.'));
    return;
  }
  const at = new vscode.Position(line - 1, 0);
  const locations = linesOfCluster(inspection, cluster).map((row) => {
    const { text, range } = document.lineAt(row - 1);
    return new vscode.Location(document.uri, new vscode.Range(row - 1, text.search(/\S/), row - 1, range.end.character));
  });
  await vscode.commands.executeCommand('editor.action.peekLocations', document.uri, at, locations, 'peek');
}
