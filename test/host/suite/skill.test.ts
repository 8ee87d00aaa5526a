import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import * as driver from './driver.ts';
import { until } from './driver.ts';
import { api, root } from './reviewPage.ts';

describe('problems of a SKILL.md', function () {
  this.timeout(60_000);
  const write = (name: string, text: string): vscode.Uri => {
    const folder = path.join(root(), 'skills', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'SKILL.md'), text);
    return vscode.Uri.file(path.join(folder, 'SKILL.md'));
  };
  const ours = (uri: vscode.Uri): vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'ClawTrace');

  before(() => api());

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    rmSync(path.join(root(), 'skills'), { recursive: true, force: true });
  });

  it('shows them at the exact place, and takes them back when they are mended', async () => {
    const uri = write('broken-skill', '---\nname: Other Name\ndescription: d\n---\n\n# Broken\n');
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const [problem] = await until('a problem', () => (ours(uri).length > 0 ? ours(uri) : undefined));
    assert.ok(problem);
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(document.getText(problem.range), 'Other Name');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, problem.range, 'broken-skill');
    await vscode.workspace.applyEdit(edit);
    await until('no problem', () => ours(uri).length === 0);
    await document.save();
  });

  it('offers quick fixes that edit what is wrong, and no more', async function () {
    const uri = write('fixed-skill', '---\nname: Other Name\nversion: 1.0\nauthor: me\n---\n\n# Fixed\n\nRuns the tests.\n');
    const editor = await vscode.window.showTextDocument(uri);
    await until('the problems', () => ours(uri).length === 4);
    const fix = async (title: string): Promise<void> => {
      const problem = await until(`a problem for "${title}"`, async () => {
        for (const { range } of ours(uri)) {
          const found = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range);
          const action = found.find((candidate) => candidate.title === title);
          if (action?.edit) return action.edit;
        }
        return undefined;
      });
      await vscode.workspace.applyEdit(problem);
    };
    if (driver.hasDriver) {
      editor.selection = new vscode.Selection(2, 0, 2, 0);
      await vscode.commands.executeCommand('workbench.actions.view.problems');
      await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
      await vscode.commands.executeCommand('editor.action.quickFix');
      await driver.waitFor({ selector: '.action-widget', text: 'under "metadata"' });
      await driver.screenshotAllThemes('skill-fixes');
      await driver.key('Escape');
    }
    await fix('Set "name" to "fixed-skill"');
    await fix('Move "version" under "metadata"');
    await fix('Move "author" under "metadata"');
    await fix('Add "description"');
    await until('no problem', () => ours(uri).length === 0);
    assert.equal(
      editor.document.getText(),
      '---\nname: fixed-skill\ndescription: Runs the tests.\nmetadata:\n  version: "1.0"\n  author: me\n---\n\n# Fixed\n\nRuns the tests.\n',
    );
    await editor.document.save();
  });

  it('shows those of files that nobody has opened', async () => {
    const uri = write('bare-skill', '# No front matter\n');
    // The editor's own watcher may miss a file in a folder that is as new as itself; what is opened later is read anyway.
    await until('a problem', () => ours(uri).length > 0, 3_000).catch(async () => {
      await vscode.workspace.openTextDocument(uri);
      await until('a problem', () => ours(uri).length > 0);
    });
  });

  it('finds nothing wrong with the skill of the example', async () => {
    const uri = vscode.Uri.file(path.join(root(), '.claude', 'skills', 'parcel-rates', 'SKILL.md'));
    await vscode.window.showTextDocument(uri);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual(ours(uri), []);
  });
});
