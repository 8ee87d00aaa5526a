import * as vscode from 'vscode';
import { readRules } from '../../core/skill/managedRules.ts';
import { effectLine } from '../../protocol/effectText.ts';
import type { Ledger } from '../review/ledger.ts';
import { commandLink } from '../shared/commandLink.ts';
import { Disposables } from '../shared/disposables.ts';
import { plainText } from '../shared/plainText.ts';
import { SKILL_PATTERN } from '../skill/isSkill.ts';
import { acceptedRule } from '../../core/costcraft/acceptedRule.ts';
import type { MeasuredRules } from './measuredRules.ts';
import { ruleLine, ruleMarkdown } from './ruleText.ts';

const t = vscode.l10n.t;
const COMMANDS = { evidence: 'clawtrace.ruleEvidence', retire: 'clawtrace.retireRule', measure: 'clawtrace.measureRules' } as const;
/** Skills of the home folder too, when they are opened; no sides of a diff. */
const SELECTOR: vscode.DocumentSelector = { scheme: 'file', pattern: SKILL_PATTERN };

/** What is known of each learned rule, at its line: a lens with what can be done, and a hover with all figures. */
export function registerRuleLenses(ledger: Ledger, measured: MeasuredRules): Disposables {
  const all = new Disposables();
  const changed = all.add(new vscode.EventEmitter<void>());
  for (const source of [ledger, measured]) all.add(source.onDidChange(() => changed.fire()));
  all.add(
    vscode.languages.registerCodeLensProvider(SELECTOR, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: (document) => lensesOf({ ledger, measured }, document),
    }),
  );
  all.add(
    vscode.languages.registerHoverProvider(SELECTOR, {
      provideHover: (document, { line }) => hoverAt({ ledger, measured }, document, line),
    }),
  );
  return all;
}

interface Knowing {
  ledger: Ledger;
  measured: MeasuredRules;
}

async function lensesOf({ ledger, measured }: Knowing, document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const rules = readRules(document.getText());
  if (rules.length === 0) return [];
  const { records, file } = await ledger.of(document.uri);
  return rules.flatMap((rule) => {
    const range = new vscode.Range(rule.line, 0, rule.line, 0);
    const known = acceptedRule(records, file, rule);
    const evidence = { title: ruleLine(known, vscode.env.language, t), command: COMMANDS.evidence, arguments: [document.uri, rule.id] };
    const plain = { title: ruleLine(known, vscode.env.language, t), command: '' };
    const effect = known && measured.of(document.uri, rule.id, known.record.at);
    const measure = {
      title: effect ? plainText(effectLine(effect, t)) : t('Did it pay?'),
      tooltip: t('Measure what later sessions show of the rules of this skill'),
      command: COMMANDS.measure,
      arguments: [document.uri],
    };
    return [
      new vscode.CodeLens(range, known ? { ...evidence, tooltip: t('Show the evidence of this rule') } : plain),
      ...(known ? [new vscode.CodeLens(range, measure), new vscode.CodeLens(range, { ...evidence, title: t('Evidence') })] : []),
      new vscode.CodeLens(range, {
        title: t('Retire'),
        tooltip: t('Take this rule out of the skill again'),
        command: COMMANDS.retire,
        arguments: [document.uri, rule.id],
      }),
    ];
  });
}

async function hoverAt({ ledger, measured }: Knowing, document: vscode.TextDocument, line: number): Promise<vscode.Hover | undefined> {
  const rule = readRules(document.getText()).find((candidate) => candidate.line === line);
  if (!rule) return undefined;
  const { records, file } = await ledger.of(document.uri);
  const known = acceptedRule(records, file, rule);
  const effect = known && measured.of(document.uri, rule.id, known.record.at);
  const address = [document.uri.toString(), rule.id];
  const links = [
    ...(known
      ? [commandLink(t('Evidence'), COMMANDS.evidence, address), commandLink(t('Did it pay?'), COMMANDS.measure, address.slice(0, 1))]
      : []),
    commandLink(t('Retire'), COMMANDS.retire, address),
  ];
  const text = new vscode.MarkdownString(`${ruleMarkdown(known, vscode.env.language, t, effect)}\n\n${links.join(' · ')}`);
  text.isTrusted = { enabledCommands: Object.values(COMMANDS) };
  return new vscode.Hover(text, document.lineAt(line).range);
}
