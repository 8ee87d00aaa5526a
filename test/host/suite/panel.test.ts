import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, closeEverything } from './api.ts';
import * as driver from './driver.ts';

describe('the panel', () => {
  afterEach(closeEverything);

  it('shows the head figures, the split and the steps', async function () {
    driver.skipWithoutDriver(this);
    const clawtrace = await api();
    await clawtrace.whenReady();
    const [session] = clawtrace.sessions().sort((a, b) => b.failures + b.redundant - (a.failures + a.redundant));
    assert.ok(session);
    await vscode.commands.executeCommand('clawtrace.openPanel', session.path);
    await driver.waitFor({ selector: 'h1', frame: true });
    const figures = await driver.texts('.figures dd', true);
    assert.match(figures[0] ?? '', /\$/);
    assert.ok((await driver.texts('.tree-row', true)).length > 5);
    assert.ok((await driver.texts('.segment', true)).length > 1);
    this.timeout(120_000);
    await driver.screenshotAllThemes('panel');
  });

  it('goes to the card', async function () {
    driver.skipWithoutDriver(this);
    const [session] = (await api()).sessions();
    assert.ok(session);
    await vscode.commands.executeCommand('clawtrace.openPanel', session.path);
    await driver.click({ selector: 'vscode-button', text: 'Open TraceCard', frame: true });
    await driver.until('the card', () => vscode.window.activeTextEditor?.document.uri.scheme === 'clawtrace-card');
  });
});
