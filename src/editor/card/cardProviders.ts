import * as vscode from 'vscode';
import type { CardInspections } from './cardInspections.ts';
import { commandLink } from '../shared/commandLink.ts';
import { describeCardKey } from '../../core/card/completeCard.ts';
import { escapeMarkdown } from '../shared/escapeMarkdown.ts';
import { linesOf } from './cardCompletions.ts';
import { provideLenses, showClusterSteps } from './cardLenses.ts';
import { provideSymbols } from './cardOutline.ts';
import { isYamlElsewhere } from './cardProblems.ts';
import { referenceAt } from './cardReferences.ts';
import { CARD_SELECTOR } from './cardUri.ts';
import type { StaleCards } from './staleCards.ts';
import { describeCardLine } from './rowHover.ts';
import { findSource } from './findSource.ts';
import { parsePointer } from './sourcePointer.ts';

const t = vscode.l10n.t;

/** Hovers, lenses, links and the outline: all read what the worker said about the card. */
export function registerCardProviders(inspections: CardInspections, stale: StaleCards): vscode.Disposable {
  const lensesChanged = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    lensesChanged,
    inspections.onDidChange(() => lensesChanged.fire()),
    stale.onDidChange(() => lensesChanged.fire()),
    vscode.languages.registerHoverProvider(CARD_SELECTOR, {
      provideHover: (document, position) => provideHover(inspections, document, position),
    }),
    vscode.languages.registerCodeLensProvider(CARD_SELECTOR, {
      onDidChangeCodeLenses: lensesChanged.event,
      provideCodeLenses: (document) => provideLenses(inspections, stale, document),
    }),
    vscode.languages.registerDocumentLinkProvider(CARD_SELECTOR, {
      provideDocumentLinks: (document) => provideLinks(inspections, document),
      resolveDocumentLink: (link) => (link instanceof PointerLink ? resolveLink(link) : link),
    }),
    vscode.languages.registerDefinitionProvider(CARD_SELECTOR, {
      provideDefinition: (document, position) => provideDefinition(inspections, document, position),
    }),
    vscode.commands.registerCommand('clawtrace.showClusterSteps', (...args: unknown[]) => showClusterSteps(inspections, args)),
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
  const key = isYamlElsewhere() ? undefined : describeCardKey(linesOf(document), position.line, position.character);
  const contents = text === undefined ? [] : [new vscode.MarkdownString(text)];
  const row = inspection.rows.find((candidate) => candidate.line === line);
  if (row?.at !== undefined && parsePointer(row.at)?.source === 0) {
    // Text of the trace and trusted links never share a Markdown string.
    const links = new vscode.MarkdownString(
      commandLink(t('Open the source at line {0}', parsePointer(row.at)?.line ?? 1), OPEN_SOURCE, [document.uri.toString(), line]),
    );
    links.isTrusted = { enabledCommands: [OPEN_SOURCE] };
    contents.push(links);
  }
  if (key) {
    const words = key.words.length > 1 ? ` ${t('One of: {0}.', key.words.join(', '))}` : '';
    contents.push(new vscode.MarkdownString(`\`${key.name}\`: ${escapeMarkdown(key.description + words)}`));
  }
  if (contents.length === 0) return undefined;
  return new vscode.Hover(
    contents,
    key ? new vscode.Range(position.line, key.start, position.line, key.end) : document.lineAt(position.line).range,
  );
}

async function provideDefinition(
  inspections: CardInspections,
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
): Promise<vscode.DefinitionLink[]> {
  const found = referenceAt(await inspections.of(document), line + 1, document.lineAt(line).text, character);
  if (!found) return [];
  const origin = new vscode.Range(line, found.start, line, found.end);
  return [{ originSelectionRange: origin, targetUri: document.uri, targetRange: document.lineAt(found.line - 1).range }];
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
