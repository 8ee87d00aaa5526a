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

export const WAIT = { timeout: 60_000 };

/**
 * Shows the example in the real VS Code, as a person sees it and not under test: what a test inside the extension host cannot do, since it
 * ends with its window. `walk` gets the page and the folder.
 */
export async function inWindow(walk) {
  const temp = mkdtempSync(path.join(os.tmpdir(), 'clawtrace-reload-'));
  const folder = copyExample(path.join(temp, 'parcel-rates'));
  const server = await startHost(await ensureHost(), { env: suiteEnvironment({ home: temp, results: '' }) });
  let window;
  try {
    window = await openWindow(windowAddress(server, { folder, extension: ROOT }), { browserPath: await ensureBrowser() });
    const { page } = window;
    await page.locator('.activitybar a[aria-label^="ClawTrace"]').click(WAIT);
    await page.locator('.sidebar .monaco-list-row', { hasText: 'Why is a parcel' }).waitFor(WAIT);
    return await walk(page, folder);
  } finally {
    await window?.close();
    await server.stop();
    rmSync(temp, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

export async function runCommand(page, title) {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').waitFor(WAIT);
  await page.keyboard.type(title);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click(WAIT);
}
