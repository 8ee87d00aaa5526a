import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { scenarios } from '../test/host/pictures.mjs';
import { build } from './build.mjs';
import { ensureBrowser } from './host/ensureBrowser.mjs';
import { ensureHost } from './host/ensureHost.mjs';
import { copyExample } from './host/exampleWorkspace.mjs';
import { openWindow } from './host/openWindow.mjs';
import { RESULTS, ROOT } from './host/paths.mjs';
import { suiteEnvironment } from './host/runSuite.mjs';
import { startHost, windowAddress } from './host/startHost.mjs';

const THEMES = { light: 'Default Light Modern', dark: 'Default Dark Modern', contrast: 'Default High Contrast' };

const { values } = parseArgs({
  options: { media: { type: 'boolean' }, theme: { type: 'string', multiple: true }, only: { type: 'string' }, help: { type: 'boolean' } },
});

const themes = values.theme ?? Object.keys(THEMES);
const chosen = scenarios.filter(({ name }) => name.includes(values.only ?? ''));

/** What was asked for and is not there; a picture of something else would be taken for it. */
function checkWishes() {
  const unknown = themes.find((theme) => !Object.hasOwn(THEMES, theme));
  if (unknown !== undefined) throw new Error(`There is no theme ${unknown}; the themes are ${Object.keys(THEMES).join(', ')}.`);
  if (chosen.length > 0) return;
  throw new Error(`No scenario's name holds ${values.only}; the scenarios are ${scenarios.map(({ name }) => name).join(', ')}.`);
}

/** The chosen scenarios in one theme, each in a window of its own on a fresh copy of the example. */
async function takeAll(theme, target, { host, browserPath }) {
  let failed = 0;
  for (const { name, run } of chosen) {
    const temp = mkdtempSync(path.join(os.tmpdir(), 'clawtrace-pictures-'));
    const folder = copyExample(path.join(temp, 'parcel-rates'));
    const env = suiteEnvironment({ home: temp, results: '' });
    // Else VS Code takes high contrast back at start where the system has none.
    const settings = { 'workbench.colorTheme': THEMES[theme], 'window.autoDetectHighContrast': false };
    const server = await startHost(host, { env, settings });
    let window;
    try {
      window = await openWindow(windowAddress(server, { folder, extension: ROOT }), { browserPath });
      const tools = helpers(window.page, folder, (part) => path.join(target, `${part ? `${name}-${part}` : name}-${theme}.png`));
      await run(tools);
    } catch (error) {
      failed++;
      console.error(`  ${name}-${theme}: ${error.message}`);
      await window?.page.screenshot({ path: path.join(RESULTS, 'pictures', `${name}-${theme}-failed.png`) }).catch(() => {});
    } finally {
      await window?.close();
      await server.stop();
      rmSync(temp, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  }
  return failed;
}

/** What a scenario gets: the page itself, and the few things that every scenario does. */
function helpers(page, folder, fileOf) {
  return {
    page,
    folder,
    /** Run a command by its title, as it stands in the command palette. */
    async command(title) {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').waitFor();
      await page.keyboard.type(title);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
    },
    /** Open a file of the workspace by its path. */
    async open(file) {
      await page.keyboard.press('Control+P');
      await page.locator('.quick-input-widget input').waitFor();
      await page.keyboard.type(file);
      await page
        .locator('.quick-input-list .monaco-list-row', { hasText: path.basename(file) })
        .first()
        .click();
    },
    /** Save the window, or one part of it, under the scenario's name (and `part`, where it has several pictures). */
    async shoot(part, selector) {
      const file = fileOf(part);
      await page.mouse.move(0, 0);
      await page.waitForTimeout(500);
      await (selector ? page.locator(selector).first() : page).screenshot({ path: file });
      console.log(`  ${path.relative(ROOT, file)}`);
    },
  };
}

if (values.help) {
  console.log(`Takes the pictures of test/host/pictures.mjs in every theme.
  --media        into media/pictures (the ones that the README shows), else into test/results/pictures
  --theme NAME   ${Object.keys(THEMES).join(', ')} (may be repeated)
  --only TEXT    scenarios whose name holds this`);
} else {
  try {
    checkWishes();
    await build({ production: true, only: ['host', 'worker', 'webview'] });
    const tools = { host: await ensureHost(), browserPath: await ensureBrowser() };
    const target = values.media ? path.join(ROOT, 'media', 'pictures') : path.join(RESULTS, 'pictures');
    mkdirSync(target, { recursive: true });
    let failed = 0;
    for (const theme of themes) failed += await takeAll(theme, target, tools);
    process.exitCode = failed > 0 ? 1 : 0;
  } catch (error) {
    if (!error.errors) console.error(error.message);
    process.exitCode = 1;
  }
}
