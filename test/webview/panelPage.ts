import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { panelHtml } from '../../src/editor/panel/panelHtml.ts';
import type { FromPanel, ToPanel } from '../../src/protocol/panelMessages.ts';
import { THEME_COLORS } from './themeColors.ts';
import type { PanelTheme } from './themeColors.ts';

const ORIGIN = 'http://panel.test';
const NONCE = 'nonceOfTheTest';
const DIST = path.join(import.meta.dirname, '..', '..', 'dist', 'webview');
const PICTURES = path.join(import.meta.dirname, '..', 'results', 'pictures');

export interface OpenPanel {
  page: Page;
  /** Send a message as the extension does. */
  send(message: ToPanel): Promise<void>;
  /** What the page has sent to the extension, oldest first. */
  messages(): Promise<FromPanel[]>;
  /** What the page gave to setState last. */
  state(): Promise<unknown>;
  /** Exceptions and refusals of the content security policy. A good page has none. */
  faults: string[];
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** What the page meets besides its theme. */
export interface PanelSurroundings {
  /** Answers the page's messages as the extension would. Without it they are only written down. */
  answer?: (message: FromPanel) => Promise<ToPanel[]>;
  /** What the page had given to setState before it was reloaded. */
  state?: unknown;
  width?: number;
  height?: number;
}

/**
 * Open the built panel in Chromium, with a fake editor around it: the page, its policy and its bundle are the real ones,
 * only `acquireVsCodeApi` and the theme's colours are ours.
 */
export async function openPanelPage(
  browser: Browser,
  theme: PanelTheme,
  { answer, state, width = 1000, height = 700 }: PanelSurroundings = {},
): Promise<OpenPanel> {
  const page = await browser.newPage({ viewport: { width, height } });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.route('**/*', (route) => {
    const { origin, pathname } = new URL(route.request().url());
    if (origin !== ORIGIN) return route.abort();
    if (pathname !== '/') return route.fulfill({ path: path.join(DIST, path.basename(pathname)) });
    return route.fulfill({ contentType: 'text/html', body: pageOf(theme) });
  });
  // The editor's API as VS Code defines it: a function that may be called once.
  if (answer) {
    await page.exposeFunction('answerPanel', async (message: FromPanel) => {
      for (const reply of await answer(message)) {
        // A page that was closed meanwhile needs no answer.
        if (!page.isClosed()) await page.evaluate((data) => window.postMessage(data, '*'), reply);
      }
    });
  }
  await page.addInitScript((before) => {
    const sent: unknown[] = [];
    let state = before;
    Object.assign(globalThis, {
      sentByPanel: sent,
      stateOfPanel: () => state,
      acquireVsCodeApi: () => ({
        postMessage: (message: unknown) => {
          sent.push(message);
          (globalThis as { answerPanel?: (message: unknown) => unknown }).answerPanel?.(message);
        },
        setState: (next: unknown) => void (state = next),
        getState: () => state,
      }),
    });
  }, state);
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    faults,
    send: (message) => page.evaluate((data) => window.postMessage(data, '*'), message),
    messages: () => page.evaluate('sentByPanel'),
    state: () => page.evaluate('stateOfPanel()'),
    screenshot: async (name) => {
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: path.join(PICTURES, `${name}-${theme}.png`), animations: 'disabled' });
    },
    close: () => page.context().close(),
  };
}

/** The extension's own page, with the attributes and colours that VS Code puts onto every webview. */
function pageOf(theme: PanelTheme): string {
  const { kind, colors } = THEME_COLORS[theme];
  const style = Object.entries(colors).map(([name, value]) => `--vscode-${name}: ${value}`);
  return (
    panelHtml({
      cspSource: ORIGIN,
      script: `${ORIGIN}/panel.js`,
      style: `${ORIGIN}/panel.css`,
      nonce: NONCE,
      language: 'en',
      title: 'ClawTrace',
    })
      .replace('<body>', `<body class="${kind}" data-vscode-theme-kind="${kind}">`)
      // VS Code sets the colours through the DOM, which the policy does not concern.
      .replace(
        '<meta name="viewport"',
        `<style nonce="${NONCE}">html { ${style.join('; ')} } body { background: var(--vscode-editor-background); }</style>$&`,
      )
  );
}
