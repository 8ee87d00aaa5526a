import * as vscode from 'vscode';
import type { Rejection } from '../../core/costcraft/ledger.ts';
import type { PatchSet } from '../../core/costcraft/patch.ts';
import { readContextFiles } from '../../platform/readContextFiles.ts';
import type { DistillRequest, WorkerSettings } from '../../protocol/workerMessages.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import type { Reviews } from '../review/reviews.ts';
import { plainText } from '../shared/plainText.ts';
import { openSkill, pathOf } from '../review/skillFile.ts';
import { countAndCost } from './countAndCost.ts';
import { pickSessions } from './pickSessions.ts';
import { pickSkill, type SkillTarget } from './pickSkill.ts';
import type { Reports } from './reports.ts';

export interface DistillPorts {
  /** The sessions of this window, once all are read. */
  sessions(): Promise<SessionSummary[]>;
  distill(
    request: DistillRequest,
    options: { signal: AbortSignal; onProgress(progress: { done: number; total: number; label: string }): void },
  ): Promise<PatchSet[]>;
  /** True when the error only says that the call was given up. */
  isCancelled(error: unknown): boolean;
  settings(): WorkerSettings;
  /** Patches that were turned down for this skill before. */
  rejected(skill: vscode.Uri): Promise<Rejection[]>;
  reviews: Reviews;
  reports: Reports;
}

/** What can be said beforehand, so that it is not asked: by a menu, a link, a keybinding or another extension. */
export interface DistillChoice {
  /** Ticked at first; all when empty. */
  selected: string[];
  /** True: take the selection as it is. */
  sessionsDecided: boolean;
  skill?: SkillTarget;
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
  const selected = new Set(choice.selected.length > 0 ? choice.selected : known.map(({ path }) => path));
  const sessions = choice.sessionsDecided ? known.filter(({ path }) => selected.has(path)) : await pickSessions(known, selected);
  if (!sessions || sessions.length === 0) return;
  const target = choice.skill ?? (await pickSkill());
  if (!target) return;
  try {
    await run(ports, sessions, target);
  } catch (error) {
    if (ports.isCancelled(error)) return;
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(plainText(l10n.t('Distill Skill failed: {0}', reason)));
  }
}

async function run(ports: DistillPorts, sessions: SessionSummary[], target: SkillTarget): Promise<void> {
  const { l10n, window } = vscode;
  const document = await openSkill(target.uri);
  if (!document && target.newText === undefined) throw new Error(l10n.t('{0}: no such file', pathOf(target.uri)));
  const base = document?.getText() ?? target.newText ?? '';
  const folder = vscode.workspace.getWorkspaceFolder(target.uri) ?? vscode.workspace.workspaceFolders?.[0];
  const request: DistillRequest = {
    targets: [
      {
        paths: sessions.map(({ path }) => path),
        skill: { file: pathOf(target.uri), text: base, isNew: !document },
        // What AGENTS.md and its like say already need not be learned.
        context: folder ? await readContextFiles(folder.uri.fsPath) : [],
        rejected: await ports.rejected(target.uri),
      },
    ],
    settings: ports.settings(),
  };
  const options = { location: vscode.ProgressLocation.Notification, title: l10n.t('Distilling'), cancellable: true };
  const [set] = await window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    let reached = 0;
    return ports.distill(request, {
      signal: abort.signal,
      onProgress: ({ done, total, label }) => {
        const percent = total > 0 ? (done / total) * 100 : 0;
        progress.report({ message: label.split(/[\\/]/).at(-1) ?? '', increment: Math.max(0, percent - reached) });
        reached = Math.max(reached, percent);
      },
    });
  });
  if (!set) return;
  if (set.patches.length > 0) await ports.reviews.propose(target.uri, set, base);
  else await sayNothingFound(ports, sessions, target, set);
}

async function sayNothingFound(ports: DistillPorts, sessions: SessionSummary[], target: SkillTarget, set: PatchSet): Promise<void> {
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
  if (answer === why) await ports.reports.show(target.uri, set);
}
