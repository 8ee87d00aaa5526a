import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureBrowser } from '../../scripts/host/ensureBrowser.mjs';
import { ensureHost } from '../../scripts/host/ensureHost.mjs';
import { copyExample } from '../../scripts/host/exampleWorkspace.mjs';
import { openWindow } from '../../scripts/host/openWindow.mjs';
import { ROOT } from '../../scripts/host/paths.mjs';
import { suiteEnvironment } from '../../scripts/host/runSuite.mjs';
import { startHost, windowAddress } from '../../scripts/host/startHost.mjs';

const WAIT = { timeout: 60_000 };

/**
 * Opens a session's panel in the real VS Code, goes to its timeline and reloads the window: what a test inside the extension host
 * cannot do, since it ends with its window. Tells the panel's heading and chosen view, before and after.
 */
export async function reloadPanel() {
  const temp = mkdtempSync(path.join(os.tmpdir(), 'clawtrace-reload-'));
  const folder = copyExample(path.join(temp, 'parcel-rates'));
  const server = await startHost(await ensureHost(), { env: suiteEnvironment({ home: temp, results: '' }) });
  let window;
  try {
    window = await openWindow(windowAddress(server, { folder, extension: ROOT }), { browserPath: await ensureBrowser() });
    const { page } = window;
    await page.locator('.activitybar a[aria-label^="ClawTrace"]').click(WAIT);
    await page.locator('.sidebar .monaco-list-row', { hasText: 'Why is a parcel' }).waitFor(WAIT);
    await runCommand(page, 'ClawTrace: Open Panel');
    await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Why is a parcel' }).first().click(WAIT);
    await panelOf(page).getByRole('tab', { name: 'Timeline' }).click(WAIT);
    const before = await look(page);
    await runCommand(page, 'Developer: Reload Window');
    await page
      .locator('iframe.webview')
      .first()
      .waitFor({ ...WAIT, state: 'detached' });
    await page.locator('iframe.webview.ready').first().waitFor(WAIT);
    return { before, after: await look(page) };
  } finally {
    await window?.close();
    await server.stop();
    rmSync(temp, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function panelOf(page) {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

async function look(page) {
  const panel = panelOf(page);
  return {
    heading: await panel.locator('h1').innerText(WAIT),
    view: await panel.locator('[role=tab][aria-selected=true]').innerText(WAIT),
  };
}

async function runCommand(page, title) {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').waitFor(WAIT);
  await page.keyboard.type(title);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click(WAIT);
}
