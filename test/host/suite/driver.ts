import process from 'node:process';
import * as vscode from 'vscode';

/**
 * What a test can do to the window that shows it. The extension API has no keyboard, mouse or pictures, so these go to the
 * script that opened the window. Under `npm run test:desktop` nobody listens: call skipWithoutDriver first.
 */

/** One element of the page: by CSS selector, by visible text, or the first that matches a selector and holds a text. */
export interface Target {
  selector?: string;
  text?: string;
  /** Look inside a webview: true for the first visible one, or a selector of its outer iframe. */
  frame?: boolean | string;
}

/** The three themes every screen is looked at in. */
export const THEMES = { light: 'Default Light Modern', dark: 'Default Dark Modern', contrast: 'Default High Contrast' } as const;
export type ThemeName = keyof typeof THEMES;

const address = process.env['CLAWTRACE_DRIVER'];

/** True when keyboard, mouse and pictures can be used. */
export const hasDriver = address !== undefined;

/** Skip the running test (or, in `before`, its suite) where no driver listens. Call it from a `function`, with its `this`. */
export function skipWithoutDriver(context: Mocha.Context): void {
  if (!hasDriver) context.skip();
}

async function ask(action: string, body: unknown): Promise<unknown> {
  if (!address) throw new Error('This test needs the driver of "npm run test:host": call skipWithoutDriver(this) first.');
  const response = await fetch(address + action, { method: 'POST', body: JSON.stringify(body) });
  const answer = (await response.json()) as { value?: unknown; error?: string };
  if (!response.ok) throw new Error(`driver ${action}: ${answer.error ?? response.status}`);
  return answer.value;
}

/** Press one key or chord, in Playwright's names: 'Enter', 'Control+Shift+P', 'ArrowDown'. */
export async function key(press: string): Promise<void> {
  await ask('key', { press });
}

/** Type a text as a person would, into whatever has the focus. */
export async function type(text: string): Promise<void> {
  await ask('type', { text });
}

export async function click(target: Target & { button?: 'left' | 'right'; count?: number }): Promise<void> {
  await ask('click', target);
}

export async function hover(target: Target): Promise<void> {
  await ask('hover', target);
}

/** Wait for an element; fails after `timeout` milliseconds (10,000). */
export async function waitFor(
  target: Target & { state?: 'visible' | 'hidden' | 'attached' | 'detached'; timeout?: number },
): Promise<void> {
  await ask('waitFor', target);
}

/** Whether an element comes to be seen within `timeout` milliseconds. */
export async function appears(target: Target & { state?: 'visible' | 'hidden' }, timeout = 1_500): Promise<boolean> {
  return waitFor({ ...target, timeout }).then(
    () => true,
    () => false,
  );
}

/**
 * Press Enter in the quick pick that shows `from`, until `to` is seen in its place, or without a `to` until it has gone. A pick is on the
 * screen a moment before it takes keys, so one that still stands there has not heard the first.
 */
export async function answerPick(from: string, to?: string): Promise<void> {
  const asked: Target = { selector: '.quick-input-widget', text: from };
  await waitFor(asked);
  await until(`an answer to the pick "${from}"`, async () => {
    await key('Enter');
    const next = to === undefined ? { ...asked, state: 'hidden' as const } : { ...asked, text: to };
    if (await appears(next)) return true;
    // Some other thing took its place: another Enter would answer that.
    if (!(await appears(asked, 100))) throw new Error(`the pick "${from}" has gone, and no "${to ?? ''}" came`);
    return false;
  });
}

/** Visible text of every element that matches, in the order of the page. */
export async function texts(selector: string, frame?: boolean | string): Promise<string[]> {
  return (await ask('texts', { selector, frame })) as string[];
}

/** Value (JSON) of a JavaScript expression in the page, or in a webview. */
export async function evaluate(script: string, frame?: boolean | string): Promise<unknown> {
  return ask('evaluate', { script, frame });
}

/** Size of the window in CSS pixels; 1280 by 800 at the start. */
export async function resize(width: number, height: number): Promise<void> {
  await ask('size', { width, height });
}

/** Save a picture of the window (or of one element) as test/results/pictures/NAME.png and return its path. */
export async function screenshot(name: string, selector?: string): Promise<string> {
  return (await ask('screenshot', { name, selector })) as string;
}

/** Change the colour theme in this window's user settings and wait until it is applied. */
export async function setTheme(name: ThemeName): Promise<void> {
  const workbench = vscode.workspace.getConfiguration('workbench');
  if (workbench.get('colorTheme') === THEMES[name]) return;
  const themed = new Promise<void>((resolve) => {
    const subscription = vscode.window.onDidChangeActiveColorTheme(() => {
      subscription.dispose();
      resolve();
    });
  });
  await workbench.update('colorTheme', THEMES[name], vscode.ConfigurationTarget.Global);
  await themed;
  // The event comes before the page has painted the new colours.
  await new Promise((resolve) => setTimeout(resolve, 300));
}

/** One picture per theme: NAME-light.png, NAME-dark.png, NAME-contrast.png; ends in the dark theme. */
export async function screenshotAllThemes(name: string, selector?: string): Promise<void> {
  for (const theme of ['light', 'contrast', 'dark'] as const) {
    await setTheme(theme);
    await screenshot(`${name}-${theme}`, selector);
  }
}

/** Wait until `read` gives a value that is neither undefined nor false; fails after `timeoutMs` with `what` in the message. */
export async function until<T>(
  what: string,
  read: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 45_000,
): Promise<T> {
  for (const end = Date.now() + timeoutMs; ;) {
    const value = await read();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
