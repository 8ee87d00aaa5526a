import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { api, closeEverything, removeSession, workspaceFolder, richest } from './api.ts';
import * as driver from './driver.ts';
import { print } from './print.ts';

async function openRaw(file: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
}

async function costsOf(editor: vscode.TextEditor) {
  const clawtrace = await api();
  return driver.until('costs at the records', () => {
    const costs = clawtrace.inlineCosts(editor.document);
    return costs && costs.length > 0 && costs;
  });
}

describe('an opened session file', () => {
  afterEach(closeEverything);

  it('shows the cost of the step at each of its records', async function () {
    const session = await richest();
    const editor = await openRaw(session.path);
    const costs = await costsOf(editor);
    assert.ok(costs.some(({ lead, trail }) => /\$[\d.]+/.test(lead) && trail === ''));
    assert.ok(costs.some(({ heat }) => heat !== undefined));
    assert.equal(new Set(costs.map(({ lead }) => lead.length)).size, 1, costs.map(({ lead }) => lead).join('\n'));
    if (!driver.hasDriver) return;
    await driver.waitFor({ selector: '.codelens-decoration', text: 'TraceCard' });
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    this.timeout(120_000);
    await driver.screenshotAllThemes('raw-trace');
    await vscode.commands.executeCommand('clawtrace.showSessions');
  });

  it('leads to the step in the card and back', async () => {
    const session = await richest();
    const editor = await openRaw(session.path);
    const costs = await costsOf(editor);
    const line = costs.find(({ lead }) => /[↻✗]/.test(lead))?.line ?? costs.at(-1)?.line ?? 1;
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      new vscode.Position(line - 1, 2),
    );
    const links = hover?.contents.at(-1);
    assert.ok(links instanceof vscode.MarkdownString);
    assert.deepEqual(links.isTrusted, { enabledCommands: ['clawtrace.goToStep'] });
    const step = Number(/Go to step (\d+)/.exec(links.value)?.[1]);
    editor.selection = new vscode.Selection(line - 1, 0, line - 1, 0);
    await vscode.commands.executeCommand('clawtrace.goToStep');
    const card = await driver.until('the card', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.scheme === 'clawtrace-card' && active;
    });
    const row = await driver.until('the row', () => {
      const { text } = card.document.lineAt(card.selection.active.line);
      return new RegExp(`step: ${step},`).test(text) && text;
    });
    const record = Number(/at: "?L(\d+)/.exec(row)?.[1]);
    await vscode.commands.executeCommand('clawtrace.openSource');
    await driver.until('the record', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.fsPath === session.path && active.selection.active.line === record - 1;
    });
  });

  it('has lenses to its card and its panel', async () => {
    const session = await richest();
    const editor = await openRaw(session.path);
    await costsOf(editor);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', editor.document.uri);
    const ours = lenses.filter(({ command }) => command?.command.startsWith('clawtrace.') || command?.command === '');
    assert.match(ours[0]?.command?.title ?? '', /\$[\d.]+ in total/);
    assert.deepEqual(
      ours.slice(1).map(({ command }) => [command?.command, command?.arguments]),
      [
        ['clawtrace.openCard', [session.path]],
        ['clawtrace.openPanel', [session.path]],
      ],
    );
  });

  it('says nothing in a file that is no session, and follows one that grows', async () => {
    const other = path.join(workspaceFolder().fsPath, 'notes.jsonl');
    writeFileSync(other, '{"note": 1}\n'.repeat(40));
    const growing = path.join(workspaceFolder().fsPath, 'sessions', 'raw-growing.jsonl');
    const clawtrace = await api();
    const { path: whole } = await richest();
    const lines = readFileSync(whole, 'utf8').trimEnd().split('\n');
    const cut = Math.ceil(lines.length / 2);
    writeFileSync(growing, `${lines.slice(0, cut).join('\n')}\n`);
    try {
      const none = await openRaw(other);
      const editor = await openRaw(growing);
      await costsOf(editor);
      assert.equal(clawtrace.inlineCosts(none.document), undefined);
      appendFileSync(growing, `${lines.slice(cut).join('\n')}\n`);
      const started = Date.now();
      await driver.until('the appended lines', () => editor.document.lineCount > cut + 1);
      const last = editor.document.lineCount - 1;
      editor.revealRange(new vscode.Range(last, 0, last, 0));
      await driver.until('their costs', () =>
        clawtrace.inlineCosts(editor.document)?.some(({ line, lead }) => line > cut && lead.includes('$')),
      );
      print('costs of appended records after %s ms', Date.now() - started);
    } finally {
      rmSync(other);
      await removeSession(growing);
    }
  });

  it('stays smooth with 40 MB', async function () {
    this.timeout(180_000);
    const big = path.join(workspaceFolder().fsPath, 'big.jsonl');
    const { path: whole } = await richest();
    const lines = readFileSync(whole, 'utf8').trimEnd().split('\n');
    const filler = JSON.stringify({ type: 'progress', data: 'x'.repeat(20_000) });
    const between = Array.from({ length: Math.ceil(2000 / lines.length) }, () => filler);
    // The last record stands at the end, where its cost is looked for.
    const padded = lines.flatMap((text, i) => (i < lines.length - 1 ? [text, ...between] : [text]));
    writeFileSync(big, `${padded.join('\n')}\n`);
    const clawtrace = await api();
    try {
      let started = Date.now();
      const editor = await openRaw(big);
      print('%s MB opened after %s ms', Math.round(editor.document.getText().length / 1e6), Date.now() - started);
      await costsOf(editor);
      print('first costs after %s ms', Date.now() - started);
      started = Date.now();
      const last = editor.document.lineCount - 1;
      editor.revealRange(new vscode.Range(last, 0, last, 0));
      await driver.until('the costs at the end', () =>
        clawtrace.inlineCosts(editor.document)?.some(({ line, lead }) => line > last - 400 && lead.includes('$')),
      );
      print('costs at the end after %s ms', Date.now() - started);
      // The same file at its other end: neither editor takes the costs of the other.
      const beside = await vscode.window.showTextDocument(editor.document, { viewColumn: vscode.ViewColumn.Beside });
      beside.revealRange(new vscode.Range(0, 0, 0, 0));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const shown = clawtrace.inlineCosts(editor.document);
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(clawtrace.inlineCosts(editor.document), shown, 'drawn again without a reason');
    } finally {
      await closeEverything();
      await removeSession(big);
    }
  });
});
