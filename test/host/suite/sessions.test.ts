import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { api, closeEverything, workspaceFolder } from './api.ts';
import * as driver from './driver.ts';
import { print } from './print.ts';

const ROWS = '.pane-body .monaco-list-row';

describe('the Sessions view', () => {
  const added = path.join(workspaceFolder().fsPath, 'sessions', 'added.jsonl');

  before(async () => {
    const clawtrace = await api();
    await clawtrace.whenReady();
    print('activated in %s ms, %s sessions', clawtrace.activationMs.toFixed(1), clawtrace.sessions().length);
  });

  after(async () => {
    rmSync(added, { force: true });
    await closeEverything();
  });

  it('knows every session of the workspace', async () => {
    const sessions = (await api()).sessions();
    assert.ok(sessions.length >= 5, `only ${sessions.length} sessions`);
    assert.ok(sessions.every(({ usd }) => /^\d+(\.\d+)?$/.test(usd)));
    assert.deepEqual(new Set(sessions.map(({ format }) => format)).size > 1, true);
  });

  it('lists them with cost and flags', async function () {
    driver.skipWithoutDriver(this);
    await vscode.commands.executeCommand('clawtrace.showSessions');
    const rows = await driver.until('rows', async () => {
      const texts = await driver.texts(ROWS);
      return texts.some((text) => text.includes('$')) && texts;
    });
    assert.ok(
      rows.some((row) => /failure/.test(row)),
      rows.join('\n'),
    );
    assert.ok(
      rows.some((row) => /tokens/.test(row)),
      rows.join('\n'),
    );
    this.timeout(120_000);
    await driver.screenshotAllThemes('sessions');
  });

  it('explains a session in its tooltip', async function () {
    driver.skipWithoutDriver(this);
    await driver.hover({ selector: ROWS, text: 'failure' });
    await driver.waitFor({ selector: '.workbench-hover, .monaco-hover', text: 'Calls' });
    await driver.screenshot('sessions-tooltip');
    await driver.key('Escape');
  });

  it('filters, and says what to do when nothing matches', async function () {
    driver.skipWithoutDriver(this);
    await vscode.commands.executeCommand('clawtrace.filterSessions');
    await driver.waitFor({ selector: '.quick-input-widget' });
    await driver.type('no such session');
    await driver.waitFor({ selector: '.welcome-view-content', text: 'No session matches' });
    await driver.screenshot('sessions-filtered');
    await driver.key('Escape');
    await driver.waitFor({ selector: ROWS, text: '$' });
  });

  it('sees a session that appears, grows and goes', async () => {
    const clawtrace = await api();
    const some = clawtrace.sessions().find(({ format, parent }) => format === 'claude-code' && parent === undefined);
    assert.ok(some);
    const lines = readFileSync(some.path, 'utf8').trimEnd().split('\n');
    const cut = Math.ceil(lines.length / 2);
    writeFileSync(added, `${lines.slice(0, cut).join('\n')}\n`);
    const first = await driver.until('the new session', () => clawtrace.sessions().find(({ path: at }) => at === added));
    const started = Date.now();
    appendFileSync(added, `${lines.slice(cut).join('\n')}\n`);
    await driver.until(
      'the grown session',
      () => Number(clawtrace.sessions().find(({ path: at }) => at === added)?.usd) > Number(first.usd),
    );
    print('an appended step was seen after %s ms', Date.now() - started);
    rmSync(added);
    await driver.until('the session to go', () => !clawtrace.sessions().some(({ path: at }) => at === added));
  });

  it('names a file that cannot be read', async function () {
    driver.skipWithoutDriver(this);
    const empty = path.join(workspaceFolder().fsPath, 'sessions', 'empty.jsonl');
    writeFileSync(empty, '');
    try {
      await driver.waitFor({ selector: ROWS, text: 'Could not be read' });
      await driver.click({ selector: ROWS, text: 'Could not be read' });
      await driver.waitFor({ selector: ROWS, text: 'empty.jsonl' });
      await driver.screenshot('sessions-unreadable');
    } finally {
      rmSync(empty);
    }
    await driver.waitFor({ selector: ROWS, text: 'Could not be read', state: 'hidden' });
  });

  it('offers the agents’ folders when there is no session', async function () {
    driver.skipWithoutDriver(this);
    const clawtrace = await api();
    const kept = path.join(path.dirname(workspaceFolder().fsPath), 'kept');
    await vscode.workspace.fs.rename(vscode.Uri.joinPath(workspaceFolder(), 'sessions'), vscode.Uri.file(kept));
    try {
      await driver.until('the sessions to go', () => clawtrace.sessions().length === 0);
      await driver.waitFor({ selector: '.welcome-view-content', text: 'No agent sessions in this workspace' });
      this.timeout(120_000);
      await driver.screenshotAllThemes('sessions-empty');
    } finally {
      await vscode.workspace.fs.rename(vscode.Uri.file(kept), vscode.Uri.joinPath(workspaceFolder(), 'sessions'));
    }
    await driver.until('the sessions to come back', () => clawtrace.sessions().length > 0);
    await clawtrace.whenReady();
  });

  it('shows today’s cost in the status bar, and hides it when there is none', async () => {
    const clawtrace = await api();
    const some = clawtrace.sessions().find(({ format, parent }) => format === 'claude-code' && parent === undefined);
    assert.ok(some);
    const before = clawtrace.statusText();
    copyFileSync(some.path, added);
    const day = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/g;
    writeFileSync(
      added,
      readFileSync(added, 'utf8')
        .replace(day, new Date().toISOString().slice(0, 16))
        .replaceAll('msg_', 'msg_x')
        .replaceAll('req_', 'req_x'),
    );
    const text = await driver.until('the status item', () => clawtrace.statusText() !== before && clawtrace.statusText());
    assert.match(text, /\$[\d.]+ today/);
    if (driver.hasDriver) await driver.screenshot('status', '.statusbar');
    rmSync(added);
    await driver.until('the status item to go', () => clawtrace.statusText() === before);
  });
});
