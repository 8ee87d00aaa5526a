import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inWindow, runCommand, WAIT } from './reloadWindow.mjs';

const ROW = '.sidebar .monaco-list-row';
const PICK = '.quick-input-widget';
/** The skill's row; that of a lane tells its own number. */
const TWO_LEFT = /SKILL\.md\s*2 patches/;

/**
 * Distils, accepts one rule and changes the words of another, reloads the window with the rest waiting, and accepts all. Tells the rows of the
 * view before and after the reload, and SKILL.md before the run, before and after the reload, and at the end.
 */
export function reloadReview() {
  return inWindow(async (page, folder) => {
    const skill = () => readFileSync(path.join(folder, '.claude', 'skills', 'parcel-rates', 'SKILL.md'), 'utf8');
    const original = skill();
    await runCommand(page, 'ClawTrace: Distill Skill');
    await answer(page, '1 of 2');
    await answer(page, '2 of 2');
    await page.locator('.review-widget').first().waitFor(WAIT);
    const accept = page.locator('.review-widget .action-label[aria-label^="Accept Patch"]').first();
    await accept.click(WAIT);
    await page.locator(ROW, { hasText: TWO_LEFT }).waitFor(WAIT);
    const before = { rows: await rows(page), skill: skill() };
    await runCommand(page, 'Developer: Reload Window');
    await page
      .locator('.monaco-workbench')
      .waitFor({ ...WAIT, state: 'detached' })
      .catch(() => {});
    await page.locator(ROW, { hasText: TWO_LEFT }).waitFor(WAIT);
    const after = { rows: await rows(page), skill: skill() };
    await runCommand(page, 'ClawTrace: Accept All Patches');
    await page.locator(ROW, { hasText: TWO_LEFT }).waitFor({ ...WAIT, state: 'detached' });
    return { original, before, after, end: skill() };
  });
}

/** The rows of "Proposed Patches". */
async function rows(page) {
  return page.locator('.monaco-list[aria-label="Proposed Patches"] .monaco-list-row').allInnerTexts();
}

/** Enter until the pick has heard it: it is on the screen a moment before it takes keys. */
async function answer(page, title) {
  const pick = page.locator(PICK, { hasText: title });
  await pick.locator('.monaco-list-row').first().waitFor(WAIT);
  for (let i = 0; i < 20 && (await pick.isVisible()); i++) {
    await page.keyboard.press('Enter');
    await pick.waitFor({ timeout: 1_500, state: 'hidden' }).catch(() => {});
  }
}
