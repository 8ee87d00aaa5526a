import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { SessionSummary } from '../../../src/protocol/sessionSummary.ts';
import { api, closeEverything, workspaceFolder } from './api.ts';
import * as driver from './driver.ts';
import { waitForMessage } from './reviewPage.ts';
import { print } from './print.ts';

/** The session with the most to show: failures, redundancy. */
async function richest(): Promise<SessionSummary> {
  const clawtrace = await api();
  await clawtrace.whenReady();
  const [best] = clawtrace.sessions().sort((a, b) => b.failures + b.redundant - (a.failures + a.redundant));
  assert.ok(best);
  return best;
}

async function openCard(command = 'clawtrace.openCard'): Promise<vscode.TextEditor> {
  const { path } = await richest();
  await vscode.commands.executeCommand(command, path);
  return driver.until('the card', () => {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.uri.scheme === 'clawtrace-card' && editor;
  });
}

/** How many costs the page really shows: attached texts are pseudo-elements and so no text of the page. */
const DRAWN_COSTS = `[...document.querySelectorAll('.view-lines span')].filter((span) => /\\$[\\d.]+/.test(getComputedStyle(span, '::before').content)).length`;

/** Line 1-based, shown at the top. */
function revealLine(line: number): void {
  const at = new vscode.Position(Math.max(0, line - 3), 0);
  vscode.window.activeTextEditor?.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.AtTop);
}

async function costsOf(document: vscode.TextDocument) {
  const clawtrace = await api();
  return driver.until('inline costs', () => clawtrace.inlineCosts(document));
}

describe('a TraceCard', () => {
  afterEach(closeEverything);

  it('opens as read-only YAML with a cost after each row', async function () {
    const started = Date.now();
    const { document } = await openCard();
    print('card open after %s ms, %s bytes', Date.now() - started, document.getText().length);
    assert.equal(document.languageId, 'yaml');
    assert.equal(vscode.workspace.fs.isWritableFileSystem('clawtrace-card'), false);
    const costs = await costsOf(document);
    assert.ok(costs.length > 3);
    const drawn = costs.map(({ lead, trail }) => `${lead}|${trail}`).join('\n');
    assert.ok(
      costs.every(({ lead }) => /^\s*<?\$[\d.]+\s+<?[\d.]+\s%/.test(lead)),
      drawn,
    );
    assert.equal(new Set(costs.map(({ lead }) => lead.length)).size, 1, drawn);
    assert.ok(costs.some(({ heat }) => heat !== undefined));
    assert.ok(
      costs.some(({ lead, trail }) => lead.includes('↻') && / of \d+/.test(trail)),
      drawn,
    );
    if (!driver.hasDriver) return;
    await driver.waitFor({ selector: '.codelens-decoration', text: 'Open Panel' });
    await driver.screenshot('card-top');
    revealLine(costs[0]?.line ?? 1);
    await driver.until('the drawn costs', async () => Number(await driver.evaluate(DRAWN_COSTS)) > 3);
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    this.timeout(120_000);
    await driver.screenshotAllThemes('card');
    await vscode.commands.executeCommand('clawtrace.showSessions');
    await driver.screenshot('card-with-sessions');
  });

  it('has no problems, and all steps add up', async () => {
    const { document } = await openCard('clawtrace.showAllSteps');
    assert.match(document.uri.path, /\.all-steps\.tracecard\.yaml$/);
    const costs = await costsOf(document);
    assert.ok(costs.length > 5);
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it('explains a row, escapes what the trace says and trusts one command only', async function () {
    const { document } = await openCard();
    const costs = await costsOf(document);
    const flagged = costs.find(({ trail }) => / of \d+/.test(trail));
    assert.ok(flagged);
    const position = new vscode.Position(flagged.line - 1, 8);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
    const strings = hovers.flatMap(({ contents }) => contents).filter((content) => content instanceof vscode.MarkdownString);
    const [text, links] = strings;
    assert.match(text?.value ?? '', /Cost/);
    assert.ok(text?.isTrusted !== true);
    assert.deepEqual(links?.isTrusted, { enabledCommands: ['clawtrace.openSource'] });
    if (!driver.hasDriver) return;
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new vscode.Selection(position, position);
    revealLine(flagged.line - 4);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('editor.action.showHover');
    await driver.waitFor({ selector: '.monaco-hover', text: 'Cost' });
    this.timeout(120_000);
    await driver.screenshotAllThemes('card-hover');
  });

  it('has one line of lenses at its top, and one lens at each cluster', async () => {
    const { document } = await openCard();
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    const top = lenses.filter(({ range }) => range.start.line === 0);
    assert.match(top[0]?.command?.title ?? '', /\$[\d.]+ in total/);
    assert.deepEqual(
      top.slice(1).map(({ command }) => command?.command),
      ['clawtrace.openPanel', 'clawtrace.distill'],
    );
    const clusters = document
      .getText()
      .split('\n')
      .flatMap((text, line) => (/^ {2}- \{ id: r\d+,/.test(text) ? [line] : []));
    assert.deepEqual(
      lenses.slice(top.length).map(({ range }) => range.start.line),
      clusters,
    );
  });

  it('leads from a step to its record', async () => {
    const session = await richest();
    const editor = await openCard();
    const line = editor.document
      .getText()
      .split('\n')
      .findIndex((text) => /at: "?L\d+/.test(text));
    const wanted = Number(/at: "?L(\d+)/.exec(editor.document.lineAt(line).text)?.[1]);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', editor.document.uri, 100);
    const link = links.find(({ range }) => range.start.line === line);
    assert.equal(link?.target?.fragment, `L${wanted}`);
    assert.equal(link?.target?.fsPath, session.path);
    editor.selection = new vscode.Selection(line, 0, line, 0);
    await vscode.commands.executeCommand('clawtrace.openSource');
    await driver.until('the session file', () => vscode.window.activeTextEditor?.document.uri.fsPath === session.path);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, wanted - 1);
  });

  it('shows a problem for a broken card on disk, and decorates it all the same', async function () {
    const { document } = await openCard();
    const uri = vscode.Uri.joinPath(workspaceFolder(), 'broken.tracecard.yaml');
    const text = document.getText().replace(/^( {2}usd:) .*$/m, '$1 123.45');
    assert.notEqual(text, document.getText());
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    try {
      const broken = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(broken);
      const problems = await driver.until('a problem', () => {
        const found = vscode.languages.getDiagnostics(uri);
        return found.length > 0 && found;
      });
      assert.ok(problems.every(({ source }) => source === 'ClawTrace'));
      assert.ok(
        problems.some(({ message }) => /add up/.test(message)),
        problems.map(({ message }) => message).join('\n'),
      );
      assert.ok((await costsOf(broken)).length > 0);
      if (driver.hasDriver) {
        await vscode.commands.executeCommand('workbench.actions.view.problems');
        this.timeout(120_000);
        await driver.screenshotAllThemes('card-broken');
        await vscode.commands.executeCommand('workbench.action.closePanel');
      }
    } finally {
      await vscode.workspace.fs.delete(uri);
    }
  });

  it('follows a running session without jumping', async () => {
    const clawtrace = await api();
    const { path: whole } = await richest();
    const growing = path.join(workspaceFolder().fsPath, 'sessions', 'growing.jsonl');
    const lines = readFileSync(whole, 'utf8').trimEnd().split('\n');
    const cut = Math.ceil(lines.length / 2);
    writeFileSync(growing, `${lines.slice(0, cut).join('\n')}\n`);
    try {
      await driver.until('the session', () => clawtrace.sessions().some(({ path: at }) => at === growing));
      await vscode.commands.executeCommand('clawtrace.showAllSteps', growing);
      const editor = await driver.until('the card', () => {
        const active = vscode.window.activeTextEditor;
        return active?.document.uri.path.includes('growing') && active;
      });
      const line = editor.document
        .getText()
        .split('\n')
        .findIndex((text) => text.includes('step: 3,'));
      const before = editor.document.lineAt(line).text;
      editor.selection = new vscode.Selection(line, 4, line, 4);
      const length = editor.document.lineCount;
      const started = Date.now();
      appendFileSync(growing, `${lines.slice(cut).join('\n')}\n`);
      await driver.until('more steps', () => editor.document.lineCount > length);
      print('the card followed after %s ms', Date.now() - started);
      const step = (): string | undefined => editor.document.lineAt(editor.selection.active.line).text.split(',')[0];
      await driver.until('the cursor at its step', () => step() === before.split(',')[0]);
      assert.equal(editor.document.isDirty, false);
    } finally {
      rmSync(growing);
    }
  });

  it('opens the panel of a card on disk', async function () {
    driver.skipWithoutDriver(this);
    const { document } = await openCard();
    const uri = vscode.Uri.joinPath(workspaceFolder(), 'kept.tracecard.yaml');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(document.getText()));
    try {
      await vscode.window.showTextDocument(uri);
      await vscode.commands.executeCommand('clawtrace.openPanel', uri);
      await driver.waitFor({ selector: 'h1', frame: true });
    } finally {
      await vscode.workspace.fs.delete(uri);
    }
  });

  it('says what is wrong with a file that is no session', async function () {
    driver.skipWithoutDriver(this);
    const uri = vscode.Uri.joinPath(workspaceFolder(), 'README.md');
    await vscode.commands.executeCommand('clawtrace.openCard', uri.fsPath);
    await waitForMessage('README.md');
    await driver.screenshot('card-refused');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('can be switched off', async () => {
    const { document } = await openCard();
    assert.ok((await costsOf(document)).length > 0);
    await vscode.commands.executeCommand('clawtrace.toggleInlineCost');
    try {
      const clawtrace = await api();
      await driver.until('no decorations', () => clawtrace.inlineCosts(document)?.length === 0);
    } finally {
      await vscode.commands.executeCommand('clawtrace.toggleInlineCost');
    }
  });
});
