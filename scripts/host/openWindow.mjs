import { chromium } from 'playwright-core';

/**
 * Open one window of the workbench in a headless browser.
 * @param {string} address from windowAddress
 * @param {object} options
 * @param {string} options.browserPath from ensureBrowser
 * @param {(type: string, args: unknown[]) => void} [options.onLog] what the extension host prints while tests run
 * @param {(code: number) => void} [options.onExit] called when the test entry point has ended
 */
export async function openWindow(address, { browserPath, onLog, onExit, width = 1280, height = 800 }) {
  const browser = await chromium.launch({ executablePath: browserPath, headless: true, args: ['--no-sandbox', '--disable-gpu'] });
  const context = await browser.newContext({ viewport: { width, height }, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  if (onLog) await page.exposeFunction('codeAutomationLog', onLog);
  if (onExit) await page.exposeFunction('codeAutomationExit', onExit);
  await page.goto(address);
  await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
  return { browser, page, close: () => browser.close() };
}
