import * as vscode from 'vscode';
import type { PatchSet } from '../../core/costcraft/patch.ts';
import { pathOf } from '../review/skillFile.ts';
import type { Reports } from '../shared/reports.ts';
import { reportText } from './reportText.ts';

/** Shows all that a run found for a skill. */
export async function showRunReport(reports: Reports, skill: vscode.Uri, set: PatchSet): Promise<void> {
  await reports.show(skill, reportText({ ...set, skill: { ...set.skill, file: pathOf(skill) } }, vscode.l10n.t));
}
