import * as vscode from 'vscode';
import type { CardInspections } from './cardInspections.ts';
import { commandLink } from '../shared/commandLink.ts';
import { boundedUsdText, usdNumber, usdText } from '../../protocol/formatFigures.ts';
import { CARD_SELECTOR } from './cardUri.ts';
import { describeCardLine } from './rowHover.ts';
import { findSource } from './findSource.ts';
import { parsePointer } from './sourcePointer.ts';

const t = vscode.l10n.t;

/** Hovers, the one line of lenses, links to the source and the outline: all read what the worker said about the card. */
export function registerCardProviders(inspections: CardInspections): vscode.Disposable {
  const lensesChanged = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    lensesChanged,
    inspections.onDidChange(() => lensesChanged.fire()),
    vscode.languages.registerHoverProvider(CARD_SELECTOR, {
      provideHover: (document, position) => provideHover(inspections, document, position),
    }),
    vscode.languages.registerCodeLensProvider(CARD_SELECTOR, {
      onDidChangeCodeLenses: lensesChanged.event,
      provideCodeLenses: (document) => provideLenses(inspections, document),
    }),
    vscode.languages.registerDocumentLinkProvider(CARD_SELECTOR, {
      provideDocumentLinks: (document) => provideLinks(inspections, document),
      resolveDocumentLink: (link) => (link instanceof PointerLink ? resolveLink(link) : link),
    }),
    vscode.languages.registerDocumentSymbolProvider(CARD_SELECTOR, {
      provideDocumentSymbols: (document) => provideSymbols(inspections, document),
    }),
  );
}

/** Only this command may run from a hover. */
const OPEN_SOURCE = 'clawtrace.openSource';

async function provideHover(
  inspections: CardInspections,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const inspection = await inspections.of(document);
  const line = position.line + 1;
  const text = describeCardLine(inspection, line, t);
  if (text === undefined) return undefined;
  const contents = [new vscode.MarkdownString(text)];
  const row = inspection.rows.find((candidate) => candidate.line === line);
  if (row?.at !== undefined && parsePointer(row.at)?.source === 0) {
    // Text of the trace and trusted links never share a Markdown string.
    const links = new vscode.MarkdownString(
      commandLink(t('Open the source at line {0}', parsePointer(row.at)?.line ?? 1), OPEN_SOURCE, [document.uri.toString(), line]),
    );
    links.isTrusted = { enabledCommands: [OPEN_SOURCE] };
    contents.push(links);
  }
  return new vscode.Hover(contents, document.lineAt(position.line).range);
}

async function provideLenses(inspections: CardInspections, document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const { total, bound, avoidable } = await inspections.of(document);
  if (total === undefined) return [];
  const range = new vscode.Range(0, 0, 0, 0);
  const figures = [t('{0} in total', boundedUsdText(total, bound === 'at least'))];
  if (avoidable !== undefined && usdNumber(avoidable) > 0) figures.push(t('{0} avoidable', usdText(avoidable)));
  return [
    new vscode.CodeLens(range, { title: figures.join(' · '), command: '' }),
    new vscode.CodeLens(range, { title: t('Open Panel'), command: 'clawtrace.openPanel', arguments: [document.uri] }),
    new vscode.CodeLens(range, { title: t('Distill Skill'), command: 'clawtrace.distill', arguments: [document.uri] }),
  ];
}

class PointerLink extends vscode.DocumentLink {
  readonly find: () => Promise<vscode.Uri | undefined>;

  constructor(range: vscode.Range, find: () => Promise<vscode.Uri | undefined>) {
    super(range);
    this.find = find;
    this.tooltip = t('Open the record in the session file');
  }
}

async function provideLinks(inspections: CardInspections, document: vscode.TextDocument): Promise<vscode.DocumentLink[]> {
  const inspection = await inspections.of(document);
  return inspection.rows.flatMap(({ line, at }) => {
    const pointer = at === undefined ? undefined : parsePointer(at);
    if (at === undefined || pointer?.source !== 0 || line > document.lineCount) return [];
    const column = document.lineAt(line - 1).text.lastIndexOf(at);
    if (column < 0) return [];
    const range = new vscode.Range(line - 1, column, line - 1, column + at.length);
    return [new PointerLink(range, async () => (await findSource(document, inspection))?.with({ fragment: `L${pointer.line}` }))];
  });
}

async function resolveLink(link: PointerLink): Promise<vscode.DocumentLink> {
  const target = await link.find();
  if (target) link.target = target;
  return link;
}

async function provideSymbols(inspections: CardInspections, document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
  const { rows, clusters, failures } = await inspections.of(document);
  const symbol = (line: number, name: string, detail: string, kind: vscode.SymbolKind): vscode.DocumentSymbol => {
    const { range } = document.lineAt(Math.min(line, document.lineCount) - 1);
    return new vscode.DocumentSymbol(name || '–', detail, kind, range, range);
  };
  const section = (name: string, children: vscode.DocumentSymbol[]): vscode.DocumentSymbol[] => {
    const [first, last] = [children[0], children.at(-1)];
    if (!first || !last) return [];
    const key = keyLine(document, first.range);
    const parent = new vscode.DocumentSymbol(name, '', vscode.SymbolKind.Namespace, key.union(last.range), key);
    parent.children = children;
    return [parent];
  };
  return [
    ...section(
      t('Steps'),
      rows.map(({ line, step, name, target, usd }) =>
        symbol(line, `${step} ${name}`, [target, usdText(usd)].filter(Boolean).join(' · '), vscode.SymbolKind.Event),
      ),
    ),
    ...section(
      t('Redundancy'),
      clusters.map(({ line, id, kind, steps, usd }) =>
        symbol(line, `${id} ${kind}`, `${steps.join(', ')} · ${usdText(usd)}`, vscode.SymbolKind.Array),
      ),
    ),
    ...section(
      t('Failures'),
      failures.map(({ line, step, error }) => symbol(line, String(step), error, vscode.SymbolKind.Event)),
    ),
  ];
}

/** The line of the key below which a row stands: sticky scroll shows a section's first line, which must not be one of its rows. */
function keyLine(document: vscode.TextDocument, row: vscode.Range): vscode.Range {
  let line = row.start.line;
  while (line > 0 && /^[\s#-]|^$/.test(document.lineAt(line).text)) line--;
  return document.lineAt(line).range;
}
