/* global document -- what runs inside the page */
/**
 * The screens that `npm run pictures` shows, one picture (or more) per theme. Each is reached as a person would reach it, with mouse and
 * keyboard, so that a picture that cannot be taken is a way that cannot be walked.
 * @typedef {{
 *   page: import('playwright-core').Page,
 *   folder: string,
 *   command: (title: string) => Promise<void>,
 *   open: (file: string) => Promise<void>,
 *   shoot: (part?: string, selector?: string) => Promise<void>,
 * }} PictureWindow
 * @type {{name: string, run: (window: PictureWindow) => Promise<void>}[]}
 */
export const scenarios = [
  {
    name: 'sessions',
    async run(window) {
      await showSessions(window);
      await window.shoot();
    },
  },
  {
    name: 'card',
    async run(window) {
      await openCard(window);
      await window.shoot();
    },
  },
  {
    name: 'hover',
    async run(window) {
      await openCard(window);
      await goToLine(window, await lineOf(window, 'zones.csv'));
      await window.page.keyboard.press('Control+K');
      await window.page.keyboard.press('Control+I');
      await window.page.locator('.monaco-hover-content').first().waitFor();
      await window.shoot();
    },
  },
  {
    name: 'panel',
    async run(window) {
      await openCard(window);
      await window.command('ClawTrace: Open Panel');
      await window.page.locator('iframe.webview.ready').first().waitFor();
      await window.page.waitForTimeout(2000);
      await window.shoot();
    },
  },
  {
    name: 'review',
    async run(window) {
      const { page } = window;
      await showSessions(window);
      await window.command('ClawTrace: Distill Skill');
      await confirmPick(page);
      await confirmPick(page);
      await page.locator('.review-widget').first().waitFor();
      await page.waitForTimeout(1500);
      await window.shoot('first');
      // VS Code opens its Comments panel once a window; a person who wants the room closes it.
      await window.command('View: Toggle Panel Visibility');
      await page.setViewportSize({ width: 1440, height: 960 });
      await page.waitForTimeout(1500);
      await window.shoot();
    },
  },
];

async function showSessions({ page }) {
  await page.locator('.activitybar a[aria-label^="ClawTrace"]').click();
  await page.locator('.sidebar .monaco-list-row', { hasText: 'Why is a parcel' }).waitFor();
  await page.waitForTimeout(1000);
}

/** The session with a sub-agent and a cache that expired over lunch. */
async function openCard(window) {
  const { page } = window;
  await showSessions(window);
  await page.locator('.sidebar .monaco-list-row', { hasText: 'Add an express tier' }).click();
  await page.locator('.view-lines', { hasText: 'clawtrace' }).waitFor();
  await page.keyboard.press('Control+1');
  await goToLine(window, 31);
  await page.locator('.codelens-decoration').first().waitFor({ state: 'attached' });
  await page.waitForTimeout(1500);
}

async function goToLine({ page }, line) {
  await page.keyboard.press('Control+G');
  await page.locator('.quick-input-widget input').waitFor();
  await page.keyboard.type(`${line}:12`);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(500);
}

/** Line number of the first visible line that holds the text. */
async function lineOf({ page }, text) {
  return page.evaluate((wanted) => {
    const line = [...document.querySelectorAll('.view-line')].find((candidate) => candidate.textContent?.includes(wanted));
    const numbers = [...document.querySelectorAll('.line-numbers')];
    const top = line?.getBoundingClientRect().top ?? 0;
    return Number(numbers.find((number) => Math.abs(number.getBoundingClientRect().top - top) < 4)?.textContent ?? 1);
  }, text);
}

/** Takes what a quick pick proposes. */
async function confirmPick(page) {
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await page.waitForTimeout(700);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(700);
}
