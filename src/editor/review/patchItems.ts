import * as vscode from 'vscode';
import type { Advice, Evidence, GateResult, Lane, Patch } from '../../core/costcraft/patch.ts';
import { shareText, usdNumber, usdText } from '../../protocol/formatFigures.ts';
import { escapeMarkdown, shorten } from '../shared/escapeMarkdown.ts';
import { plainText } from '../shared/plainText.ts';
import { isOpen, type SkillRun } from './openReview.ts';
import { adviceName, detectorName, gateName, laneName, roleName } from './patchNames.ts';
import type { PatchNode, PatchRow } from './patchNodes.ts';
import { patchAria, patchLabel, patchMarkdown, patchTitle, stepName, supportText, verdictName } from './patchText.ts';
import { shortName } from './proposedTexts.ts';
import { pathOf } from './skillFile.ts';

const { t } = vscode.l10n;
const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** Codicons of the lanes; the label names the lane too. */
const LANE_ICONS: Record<Lane, string> = { prune: 'circle-slash', repair: 'wrench', preserve: 'shield' };
/** A side bar shows no more of a sentence. */
const LABEL_LIMIT = 120;

/** What the rows need to know that is not in them. */
export interface ItemFacts {
  isStruckOut(row: PatchRow): boolean;
  /** What a session was about; undefined where it is not in the list of sessions. */
  sessionName(path: string): string | undefined;
  /** True where patches of several skills may stand together. */
  naming: boolean;
}

/** How a row looks and what a click on it does. */
export function patchItem(node: PatchNode, facts: ItemFacts): vscode.TreeItem {
  switch (node.kind) {
    case 'skill':
      return skillItem(node.run);
    case 'lane':
      return laneItem(node);
    case 'patch':
      return rowItem(node, facts);
    case 'together':
      return togetherItem(node.run, facts);
    case 'turnedAway':
      return turnedAwayItem(node.run, facts);
    case 'candidate':
      return candidateItem(node.run, node.patch);
    case 'reason':
      return leaf(node.reason, 'info');
    case 'gate':
      return gateItem(node);
    case 'evidence':
      return evidenceItem(node, facts);
    case 'advices':
      return advicesItem(node.advice);
    case 'advice':
      return adviceItem(node.advice);
    case 'adviceSession':
      return adviceSessionItem(node.session, facts);
  }
}

function skillItem(run: SkillRun): vscode.TreeItem {
  const item = new vscode.TreeItem(shortName(run.skill), Expanded);
  item.id = `skill:${run.skill.toString()}`;
  item.description = isOpen(run)
    ? [
        run.review.pending.length > 0 ? countText(run.review.pending.length) : t('your own edits only'),
        ...(run.review.isNew ? [t('new skill')] : []),
      ].join(' · ')
    : t('nothing waits');
  item.tooltip = pathOf(run.skill);
  item.iconPath = new vscode.ThemeIcon('book');
  item.contextValue = isOpen(run) ? 'clawtrace.skill' : 'clawtrace.skill.decided';
  return item;
}

function laneItem({ lane, run, patches }: Extract<PatchNode, { kind: 'lane' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(laneName(lane, t), Expanded);
  item.id = `lane:${run?.skill.toString() ?? ''}:${lane}`;
  item.description = countText(patches.length);
  item.iconPath = new vscode.ThemeIcon(LANE_ICONS[lane]);
  item.contextValue = 'clawtrace.lane';
  return item;
}

function rowItem(row: PatchRow, facts: ItemFacts): vscode.TreeItem {
  const { run, patch } = row;
  const item = new vscode.TreeItem(patchTitle(patch, t), Collapsed);
  item.id = `patch:${run.skill.toString()}:${patch.id}`;
  const figures = [...(facts.naming ? [shortName(run.skill)] : []), t('{0} net', usdText(patch.saving.net)), patch.rule];
  item.description = facts.isStruckOut(row) ? t('struck out in the proposal') : figures.join(' · ');
  item.tooltip = patchTooltip(patch);
  item.iconPath = new vscode.ThemeIcon(patch.verdict === 'proven' ? 'verified' : 'lightbulb');
  item.accessibilityInformation = { label: patchAria(patch, t) };
  item.contextValue = 'clawtrace.patch';
  item.command = { command: 'clawtrace.review.show', title: t('Show in Diff'), arguments: [row] };
  return item;
}

function patchTooltip(patch: Patch): vscode.MarkdownString {
  return new vscode.MarkdownString(`${patchLabel(patch, t)}\n\n*${escapeMarkdown(patch.rule)}*\n\n${patchMarkdown(patch, false, t)}`);
}

function togetherItem({ skill, set }: SkillRun, facts: ItemFacts): vscode.TreeItem {
  const { saved, of } = set.together;
  const share = usdNumber(of) > 0 ? ` (${shareText(usdNumber(saved) / usdNumber(of))})` : '';
  const item = leaf(t('All {0} together', set.patches.length), 'graph');
  item.description = `${named(skill, facts)}${t('{0} of {1}', usdText(saved), usdText(of))}${share}`;
  item.tooltip = t(
    'What all the rules that this run proposed would have saved together, on one simulated bill. It is less than their sum where two save the same tokens.',
  );
  return item;
}

function turnedAwayItem({ skill, set }: SkillRun, facts: ItemFacts): vscode.TreeItem {
  const item = new vscode.TreeItem(t('Not admitted ({0})', set.notAdmitted.length), Collapsed);
  item.id = `turnedAway:${skill.toString()}`;
  item.description = facts.naming ? shortName(skill) : '';
  item.tooltip = t('Candidates that a gate or the merge turned away, each with the reason.');
  item.iconPath = new vscode.ThemeIcon('filter');
  item.contextValue = 'clawtrace.turnedAway';
  return item;
}

function candidateItem({ skill }: SkillRun, patch: Patch): vscode.TreeItem {
  const item = new vscode.TreeItem(`${laneName(patch.lane, t)}: ${detectorName(patch.pattern.detector, t)}`, Collapsed);
  const failed = patch.gates.find(({ pass }) => !pass);
  const reason = failed ? `${gateName(failed.gate, t)}: ${becauseText(failed, skill)}` : plainText(patch.reason ?? '');
  item.id = `candidate:${skill.toString()}:${patch.id}`;
  item.description = reason;
  const figures = [usdText(patch.saving.net), verdictName(patch, t), supportText(patch, t)].join(' · ');
  item.tooltip = new vscode.MarkdownString(
    [`*${escapeMarkdown(patch.rule)}*`, escapeMarkdown(reason), escapeMarkdown(figures), escapeMarkdown(patch.argument)].join('\n\n'),
  );
  item.iconPath = new vscode.ThemeIcon('circle-outline');
  item.contextValue = 'clawtrace.candidate';
  return item;
}

function gateItem({ run, patch, gate }: Extract<PatchNode, { kind: 'gate' }>): vscode.TreeItem {
  const item = leaf(gateName(gate.gate, t), gate.pass ? 'check' : 'close');
  item.id = `gate:${run.skill.toString()}:${patch.id}:${gate.gate}`;
  const because = becauseText(gate, run.skill);
  item.description = because;
  item.tooltip = because;
  const result = gate.pass ? t('passed') : t('failed');
  item.accessibilityInformation = { label: `${gateName(gate.gate, t)}, ${result}: ${because}` };
  if (!gate.at) return item;
  item.contextValue = 'clawtrace.line';
  item.command = { command: 'clawtrace.review.showLine', title: t('Show the Line'), arguments: [{ skill: run.skill, place: gate.at }] };
  return item;
}

/** The skill is named as the window names it. */
function becauseText({ at, because }: GateResult, skill: vscode.Uri): string {
  if (!at) return plainText(because);
  return plainText(t('said already: {0}, line {1}', at.file === skill.fsPath ? pathOf(skill) : at.file, at.line));
}

function evidenceItem({ run, patch, evidence, index }: Extract<PatchNode, { kind: 'evidence' }>, facts: ItemFacts): vscode.TreeItem {
  const item = leaf(t('Step {0}', stepName(evidence)), EVIDENCE_ICONS[evidence.role]);
  item.id = `evidence:${run.skill.toString()}:${patch.id}:${index}`;
  const path = run.set.sessions.find(({ id }) => id === evidence.sessionId)?.path;
  const session = (path === undefined ? undefined : facts.sessionName(path)) ?? evidence.sessionId;
  const amount = usdNumber(evidence.usd) > 0 ? [usdText(evidence.usd)] : [];
  item.description = plainText([roleName(evidence.role, t), ...amount, shorten(session, LABEL_LIMIT)].join(' · '));
  item.tooltip = plainText(`${session}\n${evidence.source}:${evidence.line}`);
  item.contextValue = 'clawtrace.evidence';
  item.command = {
    command: 'clawtrace.review.showStep',
    title: t('Show this step in its TraceCard'),
    arguments: [{ ...evidence, keepFocus: true }],
  };
  return item;
}

const EVIDENCE_ICONS: Record<Evidence['role'], string> = {
  wasted: 'circle-slash',
  needed: 'circle-filled',
  failure: 'error',
  repair: 'pass',
  behaviour: 'eye',
};

function advicesItem(advice: readonly Advice[]): vscode.TreeItem {
  const item = new vscode.TreeItem(t('Advice ({0})', advice.length), Collapsed);
  item.id = 'advice';
  item.tooltip = t('What costs money and no rule in a skill can mend: for you to decide on.');
  item.iconPath = new vscode.ThemeIcon('info');
  return item;
}

function adviceItem(advice: Advice): vscode.TreeItem {
  const several = advice.sessions.length > 1;
  const item = new vscode.TreeItem(adviceName(advice.kind, t), several ? Collapsed : None);
  item.id = `advice:${advice.kind}:${advice.text}`;
  item.description = plainText(`${usdText(advice.usd)} · ${advice.text}`);
  item.tooltip = plainText(advice.text);
  item.iconPath = new vscode.ThemeIcon('lightbulb');
  const [first] = advice.sessions;
  if (first) item.command = openSession(first.path);
  return item;
}

function adviceSessionItem({ id, path, usd }: Advice['sessions'][number], facts: ItemFacts): vscode.TreeItem {
  const item = leaf(shorten(facts.sessionName(path) ?? id, LABEL_LIMIT), 'file-code');
  item.description = usdText(usd);
  item.tooltip = plainText(path);
  item.command = openSession(path);
  return item;
}

function openSession(path: string): vscode.Command {
  return { command: 'clawtrace.openCard', title: t('Open TraceCard'), arguments: [path] };
}

function leaf(label: string, icon: string): vscode.TreeItem {
  const item = new vscode.TreeItem(plainText(label), None);
  item.iconPath = new vscode.ThemeIcon(icon);
  return item;
}

function named(skill: vscode.Uri, facts: ItemFacts): string {
  return facts.naming ? `${shortName(skill)} · ` : '';
}

function countText(count: number): string {
  return count === 1 ? t('1 patch') : t('{0} patches', count);
}
