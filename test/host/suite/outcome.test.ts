import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { api, closeEverything, workspaceFolder } from './api.ts';
import * as driver from './driver.ts';

async function firstSession(): Promise<string> {
  const clawtrace = await api();
  await clawtrace.whenReady();
  const [first] = clawtrace.sessions();
  assert.ok(first);
  return first.path;
}

async function choose(file: string, label: string): Promise<void> {
  const done = vscode.commands.executeCommand('clawtrace.markOutcome', file);
  await driver.waitFor({ selector: '.quick-input-widget .monaco-list-row', text: label });
  await driver.type(label);
  await driver.answerPick(label);
  await done;
}

describe("a session's outcome", () => {
  afterEach(closeEverything);

  it('is what the user says: in the card, the list and .clawtrace, until the mark is taken away', async function () {
    driver.skipWithoutDriver(this);
    const file = await firstSession();
    const clawtrace = await api();
    const outcome = () => clawtrace.sessions().find((session) => session.path === file)?.outcome;
    await vscode.commands.executeCommand('clawtrace.openCard', file);
    const { document } = await driver.until('the card', () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.uri.scheme === 'clawtrace-card' && editor;
    });
    const pick = vscode.commands.executeCommand('clawtrace.markOutcome');
    await driver.waitFor({ selector: '.quick-input-widget .monaco-list-row', text: 'Partial success' });
    await driver.screenshotAllThemes('mark-outcome');
    await driver.key('Escape');
    await pick;
    await choose(file, 'Failure');
    await driver.until('the mark in the card', () => document.getText().includes('your mark: failure'));
    assert.equal((await driver.until('the mark in the list', outcome)).result, 'failure');
    const marks = path.join(workspaceFolder().fsPath, '.clawtrace', 'outcomes.json');
    assert.match(readFileSync(marks, 'utf8'), /"result": "failure"/);
    assert.equal(existsSync(path.join(path.dirname(file), '.clawtrace')), false);
    await choose(file, 'Unknown');
    await driver.until('a card without the mark', () => !document.getText().includes('your mark'));
    await driver.until('a list without the mark', () => outcome() === undefined);
  });

  it('stands in the brief card that goes to the clipboard', async () => {
    const file = await firstSession();
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('clawtrace.copyBriefCard', file);
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /^format: clawtrace\/tracecard\nversion: 1\nbrief: true\n/);
    assert.match(text, /outcome: \{ result: unknown/);
    assert.ok(new TextEncoder().encode(text).length <= 1_500);
  });
});
