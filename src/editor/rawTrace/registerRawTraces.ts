import * as vscode from 'vscode';
import type { CardInspections } from '../card/cardInspections.ts';
import { commandLink } from '../shared/commandLink.ts';
import { boundedUsdText } from '../../protocol/formatFigures.ts';
import { goToStep } from './goToStep.ts';
import { describeLine } from './lineHover.ts';
import type { RawTraces } from './rawTraces.ts';

const t = vscode.l10n.t;

/** Only this command may run from a hover. */
const GO_TO_STEP = 'clawtrace.goToStep';

/** Whatever its language: the files are JSON Lines, JSON or plain text by their names. */
const SELECTOR: vscode.DocumentSelector = { scheme: 'file' };

/** Hover, lenses and the way to the card for open session files. */
export function registerRawTraces(traces: RawTraces, inspections: CardInspections): vscode.Disposable {
  const lensesChanged = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    lensesChanged,
    traces.onDidChange(() => lensesChanged.fire()),
    vscode.languages.registerHoverProvider(SELECTOR, { provideHover: (document, position) => provideHover(traces, document, position) }),
    vscode.languages.registerCodeLensProvider(SELECTOR, {
      onDidChangeCodeLenses: lensesChanged.event,
      provideCodeLenses: (document) => provideLenses(traces, document),
    }),
    vscode.commands.registerCommand(GO_TO_STEP, (...args: unknown[]) => goToStep(traces, inspections, args)),
  );
}

async function provideHover(
  traces: RawTraces,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const line = position.line + 1;
  const part = await traces.at(document, line);
  const cost = part?.lines.find((candidate) => candidate.line === line);
  if (!part || !cost) return undefined;
  const contents = describeLine(cost, part, t).map((text) => new vscode.MarkdownString(text));
  const links: string[] = [];
  const steps = new Set([...cost.about, ...cost.asks].map(({ step, agentOf }) => agentOf ?? step));
  for (const step of [...steps].filter((name) => name !== '').slice(0, 3))
    links.push(commandLink(t('Go to step {0} in the TraceCard', step), GO_TO_STEP, [part.session, step]));
  const [first] = cost.about;
  if (first?.otherLine !== undefined) {
    const target = document.uri.with({ fragment: `L${first.otherLine}` }).toString();
    const text = first.part === 'call' ? t('Result at line {0}', first.otherLine) : t('Call at line {0}', first.otherLine);
    links.push(`[${text}](${target})`);
  }
  if (links.length > 0) {
    // Text of the trace and trusted links never share a Markdown string.
    const markdown = new vscode.MarkdownString(links.join(' · '));
    markdown.isTrusted = { enabledCommands: [GO_TO_STEP] };
    contents.push(markdown);
  }
  // The record may be a hundred thousand characters long: only its beginning is the hover's.
  return new vscode.Hover(contents, new vscode.Range(position.line, 0, position.line, Math.max(position.character, 1)));
}

function provideLenses(traces: RawTraces, document: vscode.TextDocument): vscode.CodeLens[] {
  const part = traces.whole(document);
  if (!part) return [];
  const range = new vscode.Range(0, 0, 0, 0);
  const total = t('{0} in total', boundedUsdText(part.total, part.lowerBound));
  return [
    new vscode.CodeLens(range, { title: total, command: '' }),
    new vscode.CodeLens(range, { title: t('TraceCard'), command: 'clawtrace.openCard', arguments: [part.session] }),
    new vscode.CodeLens(range, { title: t('Panel'), command: 'clawtrace.openPanel', arguments: [part.session] }),
  ];
}
