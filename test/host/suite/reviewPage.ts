import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readRules } from '../../../src/core/skill/managedRules.ts';
import type { ClawTraceApi } from '../../../src/extension.ts';
import * as driver from './driver.ts';

/** What the tests of the review need again and again, in the words of a person who reviews. */

export const root = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
export const skillFile = (): string => path.join(root(), '.claude', 'skills', 'parcel-rates', 'SKILL.md');
export const ledgerFile = (): string => path.join(root(), '.clawtrace', 'ledger.jsonl');

export async function api(): Promise<ClawTraceApi> {
  const extension = vscode.extensions.getExtension<ClawTraceApi>('clawtrace.clawtrace');
  if (!extension) throw new Error('VS Code does not know clawtrace.clawtrace');
  return extension.activate();
}

/** Runs Distill Skill on all sessions of the example, without its questions, and waits for the proposal. */
export async function distill(skill: string | string[] = skillFile()): Promise<string[]> {
  await vscode.commands.executeCommand('clawtrace.distill', { skill });
  return pending([skill].flat()[0]);
}

/** Rows of the views in the side bar. */
export const ROW = '.sidebar .monaco-list-row';

/** Puts the focus on the first row of "Proposed Patches" that holds the text. */
export async function focusPatches(text: string): Promise<void> {
  await driver.until('the focus in the view', async () => {
    await vscode.commands.executeCommand('clawtrace.patches.focus');
    return (await driver.evaluate('document.activeElement?.getAttribute("aria-label")')) === 'Proposed Patches';
  });
  await driver.waitFor({ selector: ROW, text });
  const focused = async (): Promise<string> => (await driver.texts('.sidebar .monaco-list:focus-within .monaco-list-row.focused')).join();
  await driver.key('Home');
  await driver.until(`the row with ${text}`, async () => {
    const before = await focused();
    if (before.includes(text)) return true;
    await driver.key('ArrowDown');
    // A busy window moves late: a second key before the first one's work is seen would go too far.
    await driver.until('the next row', async () => (await focused()) !== before, 5_000);
    return false;
  });
}

/** Opens the row with this text by the keyboard, until what is below it is seen: a list that is just drawn anew may lose a key. */
export async function openRow(text: string, below: driver.Target): Promise<void> {
  await driver.until(`what is below ${text}`, async () => {
    if (await driver.appears(below, 200)) return true;
    await focusPatches(text);
    await driver.key('ArrowRight');
    return driver.appears(below, 3_000);
  });
}

/** Ids of the patches that wait, in their order. */
export async function pending(skill = skillFile()): Promise<string[]> {
  const address = vscode.Uri.file(skill).toString();
  return (await api()).pendingPatches().find((entry) => entry.skill === address)?.ids ?? [];
}

export function proposedUri(skill = skillFile()): vscode.Uri {
  return vscode.Uri.file(skill).with({ scheme: 'clawtrace-patch' });
}

export async function rightSide(skill = skillFile()): Promise<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(proposedUri(skill));
}

/** The tabs that show a proposal. */
export function diffTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.scheme === 'clawtrace-patch');
}

export const onDisk = (file = skillFile()): string => readFileSync(file, 'utf8');

/** "id: rule" for each learned rule, in order. */
export const rulesIn = (text: string): string[] => readRules(text).map(({ id, text: rule }) => `${id}: ${rule}`);

/** Replaces a piece of the right side, as typing would. */
export async function typeOnTheRight(before: string, after: string): Promise<void> {
  const document = await rightSide();
  const start = document.getText().indexOf(before);
  if (start < 0) throw new Error(`the right side does not hold ${before}`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(start + before.length)), after);
  await vscode.workspace.applyEdit(edit);
}

/** Undoes one step in SKILL.md and returns its text. */
export async function undoInSkill(skill = skillFile()): Promise<string> {
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(skill), { preview: false });
  await vscode.commands.executeCommand('undo');
  return editor.document.getText();
}

/**
 * Waits for a notification with this text. The list is opened for it, since toasts do not show in a window under test, and opened again
 * until the text is there: VS Code closes the list whenever its last message goes, as that of a progress does just before its outcome is told.
 */
export async function waitForMessage(text: string): Promise<void> {
  if (!driver.hasDriver) return;
  await driver.until(`the message "${text}"`, async () => {
    await vscode.commands.executeCommand('notifications.showList');
    return driver.appears({ selector: '.notification-list-item', text });
  });
}

/** Takes everything back to how the run began: no proposal, no ledger, no editor, the skill as it was. */
export async function reset(original: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.files.revert').then(undefined, () => {});
  for (const { skill } of (await api()).pendingPatches()) {
    await vscode.commands.executeCommand('clawtrace.review.rejectAll', vscode.Uri.parse(skill), 'other');
  }
  for (const document of vscode.workspace.textDocuments) {
    if (document.isDirty) await document.save();
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('notifications.clearAll');
  writeFileSync(skillFile(), original);
  rmSync(path.dirname(ledgerFile()), { recursive: true, force: true });
}
