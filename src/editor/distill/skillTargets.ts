import * as vscode from 'vscode';
import type { Rejection } from '../../core/costcraft/ledger.ts';
import { readContextFiles } from '../../platform/readContextFiles.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import type { DistillTarget } from '../../protocol/workerMessages.ts';
import { openSkill, pathOf } from '../review/skillFile.ts';
import type { SkillTarget } from './pickSkill.ts';
import { sessionsOfSkill } from './sessionsOfSkill.ts';

/** A skill as a run sees it, and what the run is asked for it. */
export interface RunTarget {
  uri: vscode.Uri;
  /** The text that the run looks at. */
  base: string;
  sessions: SessionSummary[];
  request: DistillTarget;
}

/** Reads the skills. @throws an Error that names the file where one cannot be read. */
export async function readTargets(
  skills: readonly SkillTarget[],
  sessions: readonly SessionSummary[],
  rejected: (skill: vscode.Uri) => Promise<Rejection[]>,
): Promise<RunTarget[]> {
  const targets: RunTarget[] = [];
  for (const { uri, newText } of skills) {
    const document = await openSkill(uri);
    if (!document && newText === undefined) throw new Error(vscode.l10n.t('{0}: no such file', pathOf(uri)));
    const base = document?.getText() ?? newText ?? '';
    const folders = vscode.workspace.workspaceFolders ?? [];
    const own = vscode.workspace.getWorkspaceFolder(uri);
    const folder = own ?? folders[0];
    const learnsFrom = sessionsOfSkill(
      sessions,
      own?.uri.fsPath,
      folders.map((candidate) => candidate.uri.fsPath),
    );
    targets.push({
      uri,
      base,
      sessions: learnsFrom,
      request: {
        paths: learnsFrom.map(({ path }) => path),
        // Absolute, because the run tells the skill's own project from others by it.
        skill: { file: uri.fsPath, text: base, isNew: !document, everyProject: !own },
        // What AGENTS.md and its like say already need not be learned.
        context: folder ? await readContextFiles(folder.uri.fsPath) : [],
        rejected: await rejected(uri),
      },
    });
  }
  return targets;
}
