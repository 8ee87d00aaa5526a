import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { api, closeEverything, removeSession, workspaceFolder, richest } from './api.ts';
import * as driver from './driver.ts';
import { waitForMessage } from './reviewPage.ts';
import { print } from './print.ts';

async function textOfCard(session: string): Promise<string> {
  await vscode.commands.executeCommand('clawtrace.openCard', session);
  const editor = await driver.until('the card', () => {
    const active = vscode.window.activeTextEditor;
    return active?.document.uri.scheme === 'clawtrace-card' && active;
  });
  return editor.document.getText();
}

/** A card on disk, open; `change` breaks it. */
async function cardOnDisk(name: string, session: string, change = (text: string) => text): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.joinPath(workspaceFolder(), name);
  const text = change(await textOfCard(session));
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const editor = await vscode.window.showTextDocument(uri, { preview: false });
  // A document of this name that was open before is read again only when the editor notices.
  await driver.until('the text on disk', () => editor.document.getText() === text);
  return editor;
}

async function problemsOf(uri: vscode.Uri, wanted: (codes: unknown[]) => boolean): Promise<vscode.Diagnostic[]> {
  return driver.until('the problems', () => {
    const found = vscode.languages.getDiagnostics(uri);
    return wanted(found.map(({ code }) => code)) && found;
  });
}

async function fixesAt(editor: vscode.TextEditor, line: number): Promise<vscode.CodeAction[]> {
  const { range } = editor.document.lineAt(line);
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', editor.document.uri, range);
}

describe('a TraceCard on disk', () => {
  const name = 'edited.tracecard.yaml';
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await closeEverything();
    rmSync(path.join(workspaceFolder().fsPath, name), { force: true });
  });

  it('mends a wrong sum and a misspelt word', async function () {
    const { path: session } = await richest();
    const editor = await cardOnDisk(name, session, (text) =>
      text.replace(/^( {2}usd:) .*$/m, '$1 123.45').replace('kind: prefix', 'kind: perfix'),
    );
    const { document } = editor;
    await problemsOf(document.uri, (codes) => codes.includes('rows-do-not-add-up') && codes.includes('schema-enum'));
    for (const code of ['rows-do-not-add-up', 'schema-enum']) {
      const problem = vscode.languages.getDiagnostics(document.uri).find((candidate) => candidate.code === code);
      assert.ok(problem);
      const actions = await fixesAt(editor, problem.range.start.line);
      const fix = actions.find(({ isPreferred, edit }) => isPreferred === true && edit !== undefined);
      assert.ok(fix?.edit, actions.map(({ title }) => title).join('\n'));
      assert.ok(actions.some(({ command }) => command?.command === 'clawtrace.recompileCard'));
      if (code === 'rows-do-not-add-up' && driver.hasDriver) {
        editor.selection = new vscode.Selection(problem.range.start, problem.range.start);
        await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
        await vscode.commands.executeCommand('editor.action.quickFix');
        await driver.waitFor({ selector: '.action-widget', text: 'add up to' });
        await driver.screenshot('card-quick-fix');
        await driver.key('Escape');
      }
      await vscode.workspace.applyEdit(fix.edit);
    }
    await problemsOf(document.uri, (codes) => codes.length === 0);
    assert.equal(
      document.getText(),
      readFileSync(document.uri.fsPath, 'utf8')
        .replace('123.45', /\n {2}usd: (.*)/.exec(document.getText())?.[1] ?? '')
        .replace('perfix', 'prefix'),
    );
  });

  it('completes keys and words, and explains keys', async function () {
    const { path: session } = await richest();
    const editor = await cardOnDisk(name, session);
    const { document } = editor;
    const line = document
      .getText()
      .split('\n')
      .findIndex((text) => text.includes('kind: prefix'));
    const at = document.lineAt(line).text.indexOf('prefix');
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(line, at),
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(
      ['llm', 'tool', 'group'].every((word) => labels.includes(word)),
      labels.join(),
    );
    const key = new vscode.Position(line, document.lineAt(line).text.indexOf('kind') + 1);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, key);
    const texts = hovers.flatMap(({ contents }) => contents).map((content) => (content as vscode.MarkdownString).value);
    assert.ok(
      texts.some((text) => text.includes('What the row stands for')),
      texts.join('\n'),
    );
    if (!driver.hasDriver) return;
    const target = new vscode.Position(line, document.lineAt(line).text.indexOf(' }'));
    editor.selection = new vscode.Selection(target, target);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await driver.type(', ');
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await driver.waitFor({ selector: '.suggest-widget', text: 'status' });
    await driver.screenshot('card-completion');
    await driver.key('Escape');
  });

  it('says that its session has changed, and is made anew as one edit', async function () {
    const { path: whole } = await richest();
    const session = path.join(workspaceFolder().fsPath, 'sessions', 'older.jsonl');
    const lines = readFileSync(whole, 'utf8').trimEnd().split('\n');
    writeFileSync(session, `${lines.slice(0, -6).join('\n')}\n`);
    try {
      const editor = await cardOnDisk(name, session);
      const { document } = editor;
      const before = document.getText();
      appendFileSync(session, `${lines.slice(-6).join('\n')}\n`);
      const [problem] = await problemsOf(document.uri, (codes) => codes.includes('session-changed'));
      assert.equal(problem?.severity, vscode.DiagnosticSeverity.Information);
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
      assert.equal(lenses[0]?.command?.command, 'clawtrace.recompileCard');
      if (driver.hasDriver) {
        await driver.waitFor({ selector: '.codelens-decoration', text: 'Session has changed' });
        this.timeout(120_000);
        await driver.screenshotAllThemes('card-stale');
      }
      await vscode.commands.executeCommand('clawtrace.recompileCard', document.uri);
      await problemsOf(document.uri, (codes) => codes.length === 0);
      assert.notEqual(document.getText(), before);
      assert.equal(document.getText(), await textOfCard(session));
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
    } finally {
      await removeSession(session);
    }
  });

  it('leads from a cluster to its steps, and from flag to cluster', async function () {
    const { path: session } = await richest();
    const { document } = await cardOnDisk(name, session);
    const rows = document.getText().split('\n');
    const row = rows.findIndex((text) => /flags: \[ r1\b/.test(text));
    const cluster = rows.findIndex((text) => text.includes('- { id: r1,'));
    const links = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      new vscode.Position(row, (rows[row]?.indexOf('[ r1') ?? 0) + 3),
    );
    assert.equal(links[0]?.targetRange.start.line, cluster);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    const lens = lenses.find(({ range }) => range.start.line === cluster);
    assert.match(lens?.command?.title ?? '', /^Show steps \d+, \d+/);
    if (!driver.hasDriver || !lens?.command) return;
    await vscode.commands.executeCommand(lens.command.command, ...((lens.command.arguments ?? []) as unknown[]));
    await driver.waitFor({ selector: '.peekview-widget' });
    await driver.screenshot('card-cluster');
    await vscode.commands.executeCommand('closeReferenceSearch');
  });
});

describe('a compiled TraceCard', () => {
  afterEach(closeEverything);

  it('leads from one dear or flagged step to the next by keyboard', async () => {
    const { path: session } = await richest();
    await textOfCard(session);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const clawtrace = await api();
    const costs = await driver.until('inline costs', () => clawtrace.inlineCosts(editor.document));
    const dear = costs.filter(({ heat }) => heat !== undefined).map(({ line }) => line);
    const flagged = costs.filter(({ lead, trail }) => /[✗↻]/.test(lead) || /error|rewrite|duplicate/.test(trail)).map(({ line }) => line);
    const line = (): number => editor.selection.active.line + 1;
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand('clawtrace.nextDearStep');
    await driver.until('the first dear step', () => line() === dear[0]);
    await vscode.commands.executeCommand('clawtrace.previousDearStep');
    await driver.until('the last dear step', () => line() === dear.at(-1));
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand('clawtrace.nextFlaggedStep');
    await driver.until('the first flagged step', () => line() === flagged[0]);
  });

  it('has an outline of all its parts', async () => {
    const { path: session } = await richest();
    await textOfCard(session);
    const uri = vscode.window.activeTextEditor?.document.uri;
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri);
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['Session', 'Outcome', 'Cost', 'Steps', 'Redundancy', 'Failures', 'Sub-agents', 'Context', 'Warnings'],
    );
    assert.ok((symbols.find(({ name }) => name === 'Steps')?.children.length ?? 0) > 3);
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', uri);
    assert.ok(folds.length > 3);
  });

  it('keeps the selection and the scroll while its session grows', async () => {
    const { path: whole } = await richest();
    const growing = path.join(workspaceFolder().fsPath, 'sessions', 'growing-scrolled.jsonl');
    const lines = readFileSync(whole, 'utf8').trimEnd().split('\n');
    const cut = Math.ceil(lines.length * 0.6);
    writeFileSync(growing, `${lines.slice(0, cut).join('\n')}\n`);
    const clawtrace = await api();
    try {
      await driver.until('the session', () => clawtrace.sessions().some(({ path: at }) => at === growing));
      await vscode.commands.executeCommand('clawtrace.showAllSteps', growing);
      const editor = await driver.until('the card', () => {
        const active = vscode.window.activeTextEditor;
        return active?.document.uri.path.includes('growing-scrolled') && active;
      });
      const find = (text: string): number =>
        editor.document
          .getText()
          .split('\n')
          .findIndex((row) => row.includes(text));
      await vscode.commands.executeCommand('workbench.action.joinTwoGroups');
      const [first, last] = [find('step: 3,'), find('step: 6,')];
      editor.selection = new vscode.Selection(first, 4, last, 10);
      editor.revealRange(new vscode.Range(first, 0, first, 0), vscode.TextEditorRevealType.AtTop);
      await driver.until('the scroll', () => (editor.visibleRanges[0]?.start.line ?? 0) > 3);
      // The events of the scroll reach the extension after the range does.
      await new Promise((resolve) => setTimeout(resolve, 300));
      const top = editor.document.lineAt(editor.visibleRanges[0]?.start.line ?? 0).text.split(',')[0];
      const length = editor.document.lineCount;
      appendFileSync(growing, `${lines.slice(cut).join('\n')}\n`);
      await driver.until('more steps', () => editor.document.lineCount > length);
      await driver.until('the selection at its steps', () => {
        const { anchor, active } = editor.selection;
        return anchor.line === find('step: 3,') && active.line === find('step: 6,') && anchor.character === 4 && active.character === 10;
      });
      await driver.until(
        'the same first line in sight',
        () => editor.document.lineAt(editor.visibleRanges[0]?.start.line ?? 0).text.split(',')[0] === top,
      );
    } finally {
      await removeSession(growing);
    }
  });
});

describe('settings', () => {
  const set = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration('clawtrace').update(name, value, vscode.ConfigurationTarget.Global);
  afterEach(closeEverything);

  it('choose what is shown and what is dear', async () => {
    const { path: session } = await richest();
    await textOfCard(session);
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    const clawtrace = await api();
    const costs = () => clawtrace.inlineCosts(document) ?? [];
    await driver.until('inline costs', () => costs().length > 0);
    try {
      await set('inlineCost.content', 'cost');
      assert.ok(costs().every(({ lead }) => !lead.includes('%')));
      await set('inlineCost.content', 'costAndTokens');
      assert.ok(costs().some(({ lead }) => lead.includes('tok')));
      await set('inlineCost.content', 'off');
      assert.ok(costs().every(({ lead, trail }) => lead === '' && trail === '') && costs().some(({ heat }) => heat));
      await set('heat.unit', 'usd');
      await set('heat.lowUsd', 1000);
      await set('heat.mediumUsd', 1000);
      await set('heat.highUsd', 1000);
      assert.ok(costs().every(({ heat }) => heat === undefined));
      await set('heat.lowUsd', 0);
      assert.ok(costs().some(({ heat }) => heat === 'low'));
    } finally {
      for (const name of ['inlineCost.content', 'heat.unit', 'heat.lowUsd', 'heat.mediumUsd', 'heat.highUsd']) await set(name, undefined);
    }
  });

  it('keep cards in files of the workspace, or beside the session', async () => {
    const { path: session } = await richest();
    const named = `${path.basename(session, '.jsonl')}.tracecard.yaml`;
    const kept = {
      workspace: path.join(workspaceFolder().fsPath, '.clawtrace', 'cards', named),
      beside: path.join(path.dirname(session), named),
    };
    try {
      for (const location of ['workspace', 'beside'] as const) {
        await set('cards.location', location);
        await vscode.commands.executeCommand('clawtrace.openCard', session);
        await driver.until('the card', () => vscode.window.activeTextEditor?.document.uri.fsPath === kept[location]);
        assert.ok(existsSync(kept[location]));
        await closeEverything();
      }
    } finally {
      await set('cards.location', undefined);
      for (const file of Object.values(kept)) rmSync(file, { force: true });
    }
  });

  it('warn once when a running session passes its budget', async function () {
    driver.skipWithoutDriver(this);
    const { path: whole } = await richest();
    const growing = path.join(workspaceFolder().fsPath, 'sessions', 'dear.jsonl');
    // The status item is about today.
    const today = `"timestamp":"${new Date().toISOString().slice(0, 11)}`;
    const lines = readFileSync(whole, 'utf8')
      .trimEnd()
      .replaceAll(/"timestamp":"\d{4}-\d\d-\d\dT/g, today)
      .split('\n');
    writeFileSync(growing, `${lines.slice(0, -4).join('\n')}\n`);
    const clawtrace = await api();
    try {
      await driver.until('the session', () => clawtrace.sessions().some(({ path: at }) => at === growing));
      await set('budget.session', 0.0001);
      appendFileSync(growing, `${lines.slice(-4).join('\n')}\n`);
      this.timeout(120_000);
      await driver.until('the status item', () => clawtrace.statusText()?.includes('$(warning)'));
      await waitForMessage('more than its budget of');
      await driver.waitFor({ selector: '.notification-list-item', text: 'Open TraceCard' });
      await driver.screenshotAllThemes('budget');
      await vscode.commands.executeCommand('notifications.clearAll');
      const read = clawtrace.sessions().find(({ path: at }) => at === growing)?.usd;
      appendFileSync(growing, `${lines.slice(1, -4).join('\n').replaceAll('"msg_', '"msg_again_').replaceAll('"req_', '"req_again_')}\n`);
      await driver.until('more cost', () => clawtrace.sessions().find(({ path: at }) => at === growing)?.usd !== read);
      await vscode.commands.executeCommand('notifications.showList');
      print('notifications after it cost more: %s', (await driver.texts('.notification-list-item')).length);
      assert.deepEqual(
        (await driver.texts('.notification-list-item')).filter((text) => text.includes('budget')),
        [],
      );
    } finally {
      await set('budget.session', undefined);
      await removeSession(growing);
    }
  });
});
