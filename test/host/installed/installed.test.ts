import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

describe('the installed package', () => {
  const extension = vscode.extensions.getExtension('clawtrace.clawtrace');

  it('is the one from the VSIX', () => {
    assert.ok(extension, 'VS Code does not know clawtrace.clawtrace');
    assert.match(path.basename(extension.extensionPath), /^clawtrace\.clawtrace-\d/);
    assert.ok(!existsSync(path.join(extension.extensionPath, 'src')), 'sources were packed');
  });

  it('activates', async () => {
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('offers every command that it contributes', async () => {
    const manifest = extension?.packageJSON as { contributes?: { commands?: { command: string }[] } };
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = (manifest.contributes?.commands ?? []).map(({ command }) => command).filter((command) => !known.has(command));
    assert.deepEqual(missing, []);
  });
});
