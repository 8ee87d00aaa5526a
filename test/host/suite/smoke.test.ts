import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import * as driver from './driver.ts';

describe('the extension', () => {
  it('is known and activates', async () => {
    const extension = vscode.extensions.getExtension('clawtrace.clawtrace');
    assert.ok(extension, 'VS Code does not know clawtrace.clawtrace');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('runs in a window that the driver can see', async function () {
    driver.skipWithoutDriver(this);
    await driver.waitFor({ selector: '.monaco-workbench' });
    assert.match(await driver.screenshot('smoke'), /smoke\.png$/);
  });
});
