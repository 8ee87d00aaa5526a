import * as vscode from 'vscode';
import type { Evidence } from '../../core/costcraft/patch.ts';
import { readRules } from '../../core/skill/managedRules.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { usdText } from '../../protocol/formatFigures.ts';
import type { Ledger } from '../review/ledger.ts';
import { roleName } from '../review/patchNames.ts';
import { stepName } from '../review/patchText.ts';
import { openSkill } from '../review/skillFile.ts';
import { plainText } from '../shared/plainText.ts';
import { costText, taskLabel } from '../sessions/sessionLabels.ts';
import { acceptedRule, spokeFor } from '../../core/costcraft/acceptedRule.ts';
import type { KeptEvidence } from './keptEvidence.ts';

const t = vscode.l10n.t;

interface EvidencePorts {
  ledger: Ledger;
  kept: KeptEvidence;
  sessions: () => SessionSummary[];
}

/**
 * Shows what speaks for a rule: the steps, where it was accepted in this workspace; else the sessions of this window that the ledger
 * names, of which it holds hashes only.
 */
export async function showRuleEvidence({ ledger, kept, sessions }: EvidencePorts, skill: vscode.Uri, id: string): Promise<void> {
  const all = sessions();
  const evidence = kept.of(skill, id);
  if (evidence.length > 0) return pickStep(id, evidence, all);
  const document = await openSkill(skill);
  const rule = readRules(document?.getText() ?? '').find((candidate) => candidate.id === id);
  const { records, file } = await ledger.of(skill);
  const known = rule && acceptedRule(records, file, rule);
  const supporting = known ? all.filter(({ sessionId }) => spokeFor(known.record, sessionId)) : [];
  if (supporting.length === 0) {
    const message = known
      ? t('None of the {0} sessions that speak for this rule is in this window.', known.record.support.sessions)
      : t('The ledger of this workspace knows nothing of this rule.');
    void vscode.window.showInformationMessage(message);
    return;
  }
  const items = supporting.map((summary) => ({
    label: taskLabel(summary, t),
    description: costText(summary, t),
    detail: plainText(vscode.workspace.asRelativePath(summary.path)),
    path: summary.path,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: t('Sessions that speak for {0}', id), matchOnDetail: true });
  if (picked) await vscode.commands.executeCommand('clawtrace.openCard', picked.path);
}

async function pickStep(id: string, evidence: readonly Evidence[], sessions: readonly SessionSummary[]): Promise<void> {
  const items = evidence.map((place) => {
    const session = sessions.find(({ sessionId }) => sessionId === place.sessionId);
    return {
      label: t('Step {0}', stepName(place)),
      description: `${roleName(place.role, t)} · ${usdText(place.usd)}`,
      detail: session ? taskLabel(session, t) : plainText(place.sessionId),
      place,
    };
  });
  const picked = await vscode.window.showQuickPick(items, { title: t('Steps that speak for {0}', id), matchOnDetail: true });
  if (picked) await vscode.commands.executeCommand('clawtrace.review.showStep', picked.place);
}
