import * as vscode from 'vscode';
import { readRules } from '../../core/skill/managedRules.ts';
import { pickSession } from '../card/cardCommands.ts';
import type { Ledger } from '../review/ledger.ts';
import type { Reviews } from '../review/reviews.ts';
import { Disposables } from '../shared/disposables.ts';
import { activeSessionPath, sessionPathsOf } from '../sessions/sessionArgument.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import type { KeptEvidence } from './keptEvidence.ts';
import { purgeSession } from './purgeSession.ts';
import { retireRules } from './retireRules.ts';
import { registerRuleLenses } from './ruleLenses.ts';
import { showRuleEvidence } from './ruleEvidence.ts';

const t = vscode.l10n.t;

/** What can be done with rules that have been learned: see what is known of them, retire them, purge those of a session. */
export function registerRules(catalog: SessionCatalog, own: { reviews: Reviews; ledger: Ledger; kept: KeptEvidence }): Disposables {
  const all = new Disposables();
  const ports = { ...own, sessions: () => catalog.sessions() };
  all.add(registerRuleLenses(own.ledger));
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
    vscode.commands.registerCommand('clawtrace.purgeSessionRules', async (...args: unknown[]) => {
      const title = t('Purge all rules from a session');
      const path = sessionPathsOf(args)[0] ?? activeSessionPath(catalog) ?? (await pickSession(catalog, title));
      const session = path === undefined ? undefined : catalog.get(path);
      if (session) await purgeSession(ports, session, isConfirmed(args[1]));
    }),
  );
  return all;
}

/** From a lens or a link the skill's address and the rule's id; else the rule at the cursor, or one of the skill's that is picked. */
async function ruleMeant([address, id]: unknown[]): Promise<{ skill: vscode.Uri; id: string } | undefined> {
  const given = typeof address === 'string' ? vscode.Uri.parse(address, true) : address;
  if (given instanceof vscode.Uri && typeof id === 'string') return { skill: given, id };
  const editor = vscode.window.activeTextEditor;
  if (!editor?.document.uri.path.endsWith('/SKILL.md') || editor.document.uri.scheme !== 'file') return undefined;
  const skill = editor.document.uri;
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
