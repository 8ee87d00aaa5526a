import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
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

  it('shows two sessions of the list beside each other', async function () {
    driver.skipWithoutDriver(this);
    const clawtrace = await api();
    await clawtrace.whenReady();
    const [first, second] = clawtrace.sessions();
    assert.ok(first && second);
    await vscode.commands.executeCommand('clawtrace.compare', first.path, [sessionNode(first), sessionNode(second)]);
    await driver.waitFor({ selector: '.compare-head', frame: true });
    const totals = await driver.texts('.compare-head tbody tr:nth-child(2) td', true);
    assert.match(totals[0] ?? '', /\$/);
    assert.match(totals[1] ?? '', /\$/);
  });

  it('grows with its session, also while it was hidden', async function () {
    driver.skipWithoutDriver(this);
    const clawtrace = await api();
    await clawtrace.whenReady();
    const session = clawtrace.sessions().find(({ format }) => format === 'claude-code');
    assert.ok(session);
    const before = readFileSync(session.path, 'utf8');
    const rows = (): Promise<unknown> => driver.evaluate("Number(document.querySelector('.tree-body').ariaRowCount)", true);
    const grow = (uuid: string): void => {
      const message = { role: 'user', content: `And now ${uuid}` };
      const record = { type: 'user', uuid, parentUuid: null, sessionId: session.sessionId, timestamp: '2027-01-01T00:00:00Z', message };
      appendFileSync(session.path, `${JSON.stringify(record)}\n`);
    };
    try {
      await vscode.commands.executeCommand('clawtrace.openPanel', session.path);
      await driver.waitFor({ selector: '.tree-row', frame: true });
      const first = Number(await rows());
      grow('seen');
      await driver.until('a row more', async () => Number(await rows()) === first + 1, 10_000);
      await vscode.commands.executeCommand('clawtrace.openCard', session.path);
      grow('unseen');
      await driver.until(
        'the list to follow',
        () => clawtrace.sessions().some(({ path, endedAt }) => path === session.path && endedAt !== session.endedAt),
        10_000,
      );
      await vscode.commands.executeCommand('clawtrace.openPanel', session.path);
      await driver.waitFor({ selector: '.tree-row', frame: true });
      await driver.until('two rows more', async () => Number(await rows()) === first + 2, 10_000);
    } finally {
      writeFileSync(session.path, before);
    }
  });
});

/** A node of the Sessions view, as its menus hand it over. */
function sessionNode(summary: unknown): unknown {
  return { kind: 'session', summary };
}
