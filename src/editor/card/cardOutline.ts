import * as vscode from 'vscode';
import { usdText } from '../../protocol/formatFigures.ts';
import type { CardInspections } from './cardInspections.ts';

const t = vscode.l10n.t;

/** The parts of a card with what is in them, for the outline, breadcrumbs and sticky scroll. */
export async function provideSymbols(inspections: CardInspections, document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
  const { rows, clusters, failures, sections } = await inspections.of(document);
  const symbol = (line: number, name: string, detail: string, kind: vscode.SymbolKind): vscode.DocumentSymbol => {
    const { range } = document.lineAt(Math.min(line, document.lineCount) - 1);
    return new vscode.DocumentSymbol(name || '–', detail, kind, range, range);
  };
  const children: Record<string, vscode.DocumentSymbol[]> = {
    steps: rows.map(({ line, step, name, target, usd }) =>
      symbol(line, `${step} ${name}`, [target, usdText(usd)].filter(Boolean).join(' · '), vscode.SymbolKind.Event),
    ),
    redundancy: clusters.map(({ line, id, kind, steps, usd }) =>
      symbol(line, `${id} ${kind}`, `${steps.join(', ')} · ${usdText(usd)}`, vscode.SymbolKind.Array),
    ),
    failures: failures.map(({ line, step, error }) => symbol(line, String(step), error, vscode.SymbolKind.Event)),
  };
  const last = document.lineCount;
  return sections
    .filter(({ key, line }) => line <= last && Object.hasOwn(SECTIONS, key))
    .map(({ key, line, endLine }) => {
      const own = document.lineAt(line - 1).range;
      const section = new vscode.DocumentSymbol(
        SECTIONS[key] ?? key,
        '',
        vscode.SymbolKind.Namespace,
        own.union(document.lineAt(Math.min(endLine, last) - 1).range),
        own,
      );
      section.children = Object.hasOwn(children, key) ? (children[key] ?? []) : [];
      return section;
    });
}

/** What the outline calls the parts of a card. */
const SECTIONS: Record<string, string> = {
  session: t('Session'),
  outcome: t('Outcome'),
  cost: t('Cost'),
  steps: t('Steps'),
  redundancy: t('Redundancy'),
  failures: t('Failures'),
  agents: t('Sub-agents'),
  context: t('Context'),
  warnings: t('Warnings'),
};
