/**
 * The screens that `npm run pictures` shows, one picture (or more) per theme.
 * @type {{name: string, run: (window: {
 *   page: import('playwright-core').Page,
 *   folder: string,
 *   command: (title: string) => Promise<void>,
 *   open: (file: string) => Promise<void>,
 *   shoot: (part?: string, selector?: string) => Promise<void>,
 * }) => Promise<void>}[]}
 */
export const scenarios = [
  {
    name: 'sessions',
    async run({ page, shoot }) {
      await page.locator('.activitybar a[aria-label^="ClawTrace"]').click();
      await page.locator('.sidebar .monaco-list-row').first().waitFor();
      await shoot();
    },
  },
];
