import * as vscode from 'vscode';
import type { Rejection } from '../../core/costcraft/ledger.ts';
import type { PatchSet } from '../../core/costcraft/patch.ts';
import { messageOf } from '../../core/session/messageOf.ts';
import type { DistillRequest, WorkerSettings } from '../../protocol/workerMessages.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import type { Reviews } from '../review/reviews.ts';
import { plainText } from '../shared/plainText.ts';
import type { Reports } from '../shared/reports.ts';
import { type CallOptions, withProgress } from '../shared/withProgress.ts';
import { pathOf } from '../review/skillFile.ts';
import { countAndCost } from './countAndCost.ts';
import { findSkills } from './findSkills.ts';
import { pickSessions } from './pickSessions.ts';
import { pickSkills, type SkillTarget } from './pickSkill.ts';
import { showRunReport } from './showRunReport.ts';
import { readTargets, type RunTarget } from './skillTargets.ts';

export interface DistillPorts {
  /** The sessions of this window, once all are read. */
  sessions(): Promise<SessionSummary[]>;
  distill(request: DistillRequest, options: CallOptions): Promise<PatchSet[]>;
  /** True when the error only says that the call was given up. */
  isCancelled(error: unknown): boolean;
  settings(): WorkerSettings;
  /** Patches that were turned down for this skill before. */
  rejected: (skill: vscode.Uri) => Promise<Rejection[]>;
  reviews: Reviews;
  reports: Reports;
}

/** What can be said beforehand, so that it is not asked: by a menu, a link, a keybinding or another extension. */
export interface DistillChoice {
  /** Ticked at first; all when empty. */
  selected: string[];
  /** True: take the selection as it is. */
  sessionsDecided: boolean;
  skills?: SkillTarget[];
}

/** The command "Distill Skill": asks, runs, and opens the review or says why there is nothing to review. */
export async function distillSkill(ports: DistillPorts, choice: DistillChoice): Promise<void> {
  const { l10n, window, workspace } = vscode;
  if (!workspace.isTrusted) {
    const manage = l10n.t('Manage Workspace Trust');
    const answer = await window.showWarningMessage(
      l10n.t('Distill Skill reads agent sessions and changes skills, so it needs a workspace that you trust.'),
      manage,
    );
    if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const known = await ports.sessions();
  if (known.length === 0) {
    const show = l10n.t('Show Sessions');
    const answer = await window.showInformationMessage(l10n.t('There are no sessions to learn from yet.'), show);
    if (answer === show) await vscode.commands.executeCommand('clawtrace.showSessions');
    return;
  }
  // Looked for while the sessions are chosen, so that the second question follows the first at once.
  const found = choice.skills ? undefined : findSkills();
  const selected = new Set(choice.selected.length > 0 ? choice.selected : known.map(({ path }) => path));
  const sessions = choice.sessionsDecided ? known.filter(({ path }) => selected.has(path)) : await pickSessions(known, selected);
  if (!sessions || sessions.length === 0) return;
  const skills = choice.skills ?? (await pickSkills((await found) ?? []));
  if (skills.length === 0) return;
  try {
    await run(ports, await readTargets(skills, sessions, ports.rejected));
  } catch (error) {
    if (ports.isCancelled(error)) return;
    const reason = messageOf(error);
    void window.showErrorMessage(plainText(l10n.t('Distill Skill failed: {0}', reason)));
  }
}

async function run(ports: DistillPorts, all: RunTarget[]): Promise<void> {
  const { l10n, window } = vscode;
  const targets = all.filter(({ sessions }) => sessions.length > 0);
  for (const { uri } of all.filter((target) => !targets.includes(target))) {
    void window.showInformationMessage(
      plainText(l10n.t('{0} learns from sessions of its own folder only, and none of them was chosen.', pathOf(uri))),
    );
  }
  if (targets.length === 0) return;
  const request: DistillRequest = { targets: targets.map((target) => target.request), settings: ports.settings() };
  const sets = await withProgress(l10n.t('Distilling'), (options) => ports.distill(request, options));
  const found = targets.flatMap((target, i) => (sets[i] ? [{ ...target, set: sets[i] }] : []));
  // Shown in reverse, so that the first one's diff is in front.
  for (const { uri, set, base } of found.toReversed()) {
    if (set.patches.length > 0) await ports.reviews.propose(uri, set, base);
    else ports.reviews.book.note(uri, set);
  }
  void sayUnread(ports, found);
  const [first] = found;
  if (first && found.every(({ set }) => set.patches.length === 0)) await sayNothingFound(ports, first.sessions, first.uri, first.set);
}

/** Sessions that are left out must not go unseen; the report names them. */
async function sayUnread(ports: DistillPorts, found: readonly { uri: vscode.Uri; set: PatchSet }[]): Promise<void> {
  const { l10n, window } = vscode;
  const [left] = found.filter(({ set }) => set.unread.length > 0);
  if (!left) return;
  const show = l10n.t('Show Which');
  const count = new Set(found.flatMap(({ set }) => set.unread.map(({ path }) => path))).size;
  const message =
    count === 1
      ? l10n.t('1 session could not be read and was left out.')
      : l10n.t('{0} sessions could not be read and were left out.', count);
  if ((await window.showWarningMessage(message, show)) === show) await showRunReport(ports.reports, left.uri, left.set);
}

async function sayNothingFound(ports: DistillPorts, sessions: SessionSummary[], skill: vscode.Uri, set: PatchSet): Promise<void> {
  const { l10n, window } = vscode;
  const looked = countAndCost(sessions, l10n.t);
  const message =
    set.notAdmitted.length > 0
      ? l10n.t(
          'No rule is worth proposing ({0}). Candidates that were looked at: {1}; none passed every gate.',
          looked,
          set.notAdmitted.length,
        )
      : l10n.t('No waste or repair of a known kind was found ({0}).', looked);
  const why = l10n.t('Show Why');
  const answer = await window.showInformationMessage(message, why);
  if (answer === why) await showRunReport(ports.reports, skill, set);
}
