import * as vscode from 'vscode';
import { rulesFromSession } from '../../core/costcraft/ledger.ts';
import type { Patch } from '../../core/costcraft/patch.ts';
import { type PlacedRule, readRules } from '../../core/skill/managedRules.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { findSkills } from '../distill/findSkills.ts';
import type { Ledger } from '../review/ledger.ts';
import type { Reviews } from '../review/reviews.ts';
import { openSkill, pathOf } from '../review/skillFile.ts';
import { plainText } from '../shared/plainText.ts';
import { taskLabel } from '../sessions/sessionLabels.ts';
import { acceptedRule, spokeFor } from '../../core/costcraft/acceptedRule.ts';
import { retireRules } from './retireRules.ts';

interface PurgePorts {
  ledger: Ledger;
  reviews: Reviews;
}

/** What came out of one session, in one skill. */
interface Found {
  skill: vscode.Uri;
  rules: PlacedRule[];
  waiting: Patch[];
}

/** Takes all that a session spoke for out of every skill, after it has been shown; one undo in each file takes it back. */
export async function purgeSession(ports: PurgePorts, session: SessionSummary, isConfirmed: boolean): Promise<void> {
  const { t } = vscode.l10n;
  const found = await findRules(ports, session.sessionId);
  const name = taskLabel(session, t);
  if (found.length === 0) {
    void vscode.window.showInformationMessage(plainText(t('No rule in any skill comes from "{0}".', name)));
    return;
  }
  if (!isConfirmed && !(await askToPurge(name, found))) return;
  for (const { skill, rules, waiting } of found) {
    if (waiting.length > 0) {
      await ports.reviews.reject(
        skill,
        waiting.map(({ id }) => id),
        'unsafe',
      );
    }
    await retireRules(
      ports,
      skill,
      rules.map(({ id }) => id),
      session.sessionId,
    );
  }
}

async function askToPurge(name: string, found: readonly Found[]): Promise<boolean> {
  const { t } = vscode.l10n;
  const purge = t('Purge');
  const count = found.reduce((sum, { rules, waiting }) => sum + rules.length + waiting.length, 0);
  const question = count === 1 ? t('Purge the rule that comes from "{0}"?', name) : t('Purge {0} rules that come from "{1}"?', count, name);
  const detail = found.map(describe).join('\n\n');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, purge)) === purge;
}

async function findRules({ ledger, reviews }: PurgePorts, sessionId: string): Promise<Found[]> {
  const skills = new Map((await findSkills()).map(({ uri }) => [uri.toString(), uri]));
  for (const { skill } of reviews.book.all()) skills.set(skill.toString(), skill);
  const found: Found[] = [];
  for (const skill of skills.values()) {
    const { records, file } = await ledger.of(skill);
    const ids = rulesFromSession(records, file, sessionId);
    const text = records.length > 0 ? (await openSkill(skill))?.getText() : undefined;
    const rules = readRules(text ?? '').filter((rule) => {
      // A rule that was retired and came back by an undo is not in the ledger's list.
      const known = acceptedRule(records, file, rule);
      return ids.includes(rule.id) || (known !== undefined && spokeFor(known.record, sessionId));
    });
    const pending = reviews.book.get(skill)?.review.pending ?? [];
    const waiting = pending.filter(({ evidence }) => evidence.some((place) => place.sessionId === sessionId));
    if (rules.length + waiting.length > 0) found.push({ skill, rules, waiting });
  }
  return found;
}

function describe({ skill, rules, waiting }: Found): string {
  const { t } = vscode.l10n;
  const lines = [...rules.map(({ text }) => text), ...waiting.map(({ rule }) => t('{0} (proposed)', rule))];
  return [pathOf(skill), ...lines.map((line) => `• ${line}`)].join('\n');
}
