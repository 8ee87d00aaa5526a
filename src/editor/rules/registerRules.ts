import * as vscode from 'vscode';
import { readRules } from '../../core/skill/managedRules.ts';
import { pickSession } from '../card/cardCommands.ts';
import type { Reviews } from '../review/reviews.ts';
import { Disposables } from '../shared/disposables.ts';
import { activeSessionPath, sessionPathsOf } from '../sessions/sessionArgument.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import type { KeptEvidence } from './keptEvidence.ts';
import { MeasuredRules } from './measuredRules.ts';
import { type MeasurePorts, measureRules } from './measureRules.ts';
import { purgeSession } from './purgeSession.ts';
import { retireRules } from './retireRules.ts';
import { registerRuleLenses } from './ruleLenses.ts';
import { showRuleEvidence } from './ruleEvidence.ts';

const t = vscode.l10n.t;

/** What can be done with rules that have been learned: see what is known of them, retire them, purge those of a session. */
export function registerRules(catalog: SessionCatalog, own: MeasurePorts & { reviews: Reviews; kept: KeptEvidence }): Disposables {
  const all = new Disposables();
  const ports = { ...own, sessions: () => catalog.sessions() };
  const measured = all.add(new MeasuredRules());
  all.add(registerRuleLenses(own.ledger, measured));
  const onRule = (name: string, action: (skill: vscode.Uri, id: string) => Promise<void>): void => {
    all.add(
      vscode.commands.registerCommand(`clawtrace.${name}`, async (...args: unknown[]) => {
        const rule = await ruleMeant(args);
        if (rule) await action(rule.skill, rule.id);
      }),
    );
  };
  onRule('retireRule', (skill, id) => retireRules(ports, skill, [id]));
  onRule('ruleEvidence', (skill, id) => showRuleEvidence(ports, skill, id));
  all.add(
    vscode.commands.registerCommand('clawtrace.measureRules', async (...args: unknown[]) => {
      const skill = skillMeant(args[0]);
      if (!skill) return;
      const sessions = async () => {
        await catalog.whenReady();
        return catalog.sessions();
      };
      await measureRules({ ...own, measured, sessions }, skill);
    }),
  );
  all.add(
    vscode.commands.registerCommand('clawtrace.purgeSessionRules', async (...args: unknown[]) => {
      const title = t('Purge all rules from a session');
      const path = sessionPathsOf(args)[0] ?? activeSessionPath(catalog) ?? (await pickSession(catalog, title));
      const session = path === undefined ? undefined : catalog.get(path);
      if (session) await purgeSession(ports, session, isConfirmed(args[1]));
    }),
  );
  return all;
}

/** The skill that a lens, a link or a menu names; else the one in the active editor. */
function skillMeant(address: unknown): vscode.Uri | undefined {
  const given = typeof address === 'string' ? vscode.Uri.parse(address, true) : address;
  if (given instanceof vscode.Uri) return given;
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' && uri.path.endsWith('/SKILL.md') ? uri : undefined;
}

/** From a lens or a link the skill's address and the rule's id; else the rule at the cursor, or one of the skill's that is picked. */
async function ruleMeant([address, id]: unknown[]): Promise<{ skill: vscode.Uri; id: string } | undefined> {
  const skill = skillMeant(address);
  if (skill && typeof id === 'string') return { skill, id };
  const editor = vscode.window.activeTextEditor;
  if (!skill || !editor) return undefined;
  const rules = readRules(editor.document.getText());
  const here = rules.find(({ line }) => line === editor.selection.active.line);
  if (here) return { skill, id: here.id };
  if (rules.length === 0) void vscode.window.showInformationMessage(t('This skill has no learned rules.'));
  const items = rules.map((rule) => ({ label: rule.text, description: rule.id, id: rule.id }));
  const picked =
    items.length > 0 ? await vscode.window.showQuickPick(items, { title: t('Which rule?'), matchOnDescription: true }) : undefined;
  return picked && { skill, id: picked.id };
}

/** Another extension that has asked already says so. */
function isConfirmed(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'confirmed' in value && value.confirmed === true;
}
