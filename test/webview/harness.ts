import type { Browser } from 'playwright-core';
import { afterAll } from 'vitest';
import { launchBrowser } from './launchBrowser.ts';
import { openPanelPage, type OpenPanel, type PanelSurroundings } from './panelPage.ts';
import type { PanelTheme } from './themeColors.ts';

/** One browser for all panels of a test file: starting it takes longer than most tests. */
let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

export async function openPanel(theme: PanelTheme = 'dark', around: PanelSurroundings = {}): Promise<OpenPanel> {
  browser ??= launchBrowser();
  return openPanelPage(await browser, theme, around);
}
