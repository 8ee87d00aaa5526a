import { inWindow, runCommand, WAIT } from './reloadWindow.mjs';

/** Opens a session's panel, goes to its timeline and reloads the window. Tells the panel's heading and chosen view, before and after. */
export function reloadPanel() {
  return inWindow(async (page) => {
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
  });
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
