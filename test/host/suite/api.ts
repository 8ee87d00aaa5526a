import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ClawTraceApi } from '../../../src/extension.ts';
import type { SessionSummary } from '../../../src/protocol/sessionSummary.ts';
import { until } from './driver.ts';

/** The running extension. */
export async function api(): Promise<ClawTraceApi> {
  const extension = vscode.extensions.getExtension<ClawTraceApi>('clawtrace.clawtrace');
  assert.ok(extension, 'VS Code does not know clawtrace.clawtrace');
  return extension.activate();
}

/** The workspace of this run: a copy of the example. */
export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return folder.uri;
}

export async function closeEverything(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Deletes a session's file and waits until no list shows it: the tests that follow count sessions. */
export async function removeSession(file: string): Promise<void> {
  rmSync(file);
  const clawtrace = await api();
  await until('the session to go', () => clawtrace.sessions().every(({ path }) => path !== file));
}

/** The session with the most failures and redundancy among those of one JSON record a line. */
export async function richest(): Promise<SessionSummary> {
  const clawtrace = await api();
  await clawtrace.whenReady();
  const [best] = clawtrace
    .sessions()
    .filter(({ path: file }) => file.endsWith('.jsonl'))
    .sort((a, b) => b.failures + b.redundant - (a.failures + a.redundant));
  assert.ok(best);
  return best;
}
