import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * A loopback server through which a test inside the extension host acts on the window that shows it: the extension host
 * has no way to its own page. The random path keeps other programs of the machine out.
 * @param {() => import('playwright-core').Page | undefined} page the window, once it is open
 * @param {string} pictures folder that gets the pictures
 */
export async function startDriver(page, pictures) {
  const secret = `/${randomBytes(16).toString('hex')}/`;
  const server = createServer((request, response) => {
    void answer(request, page(), secret, pictures).then(
      ([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      },
      (error) => {
        response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ error: String(error.message ?? error) }));
      },
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${secret}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(request, page, secret, pictures) {
  if (request.method !== 'POST' || !request.url.startsWith(secret)) return [404, { error: 'not found' }];
  if (!page) return [503, { error: 'the window is not open yet' }];
  const action = actions[request.url.slice(secret.length)];
  if (!action) return [404, { error: `no action ${request.url.slice(secret.length)}` }];
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString('utf8')) : {};
  return [200, { value: (await action(page, body, pictures)) ?? null }];
}

const TIMEOUT = 10_000;

const actions = {
  async screenshot(page, { name, selector }, pictures) {
    const file = path.join(pictures, `${name.replace(/[^\w.-]+/g, '-')}.png`);
    mkdirSync(path.dirname(file), { recursive: true });
    await (selector ? page.locator(selector).first() : page).screenshot({ path: file, timeout: TIMEOUT });
    return file;
  },
  key: (page, { press }) => page.keyboard.press(press),
  type: (page, { text }) => page.keyboard.type(text),
  click: (page, { selector, text, frame, button = 'left', count = 1 }) =>
    locate(page, { selector, text, frame }).click({ timeout: TIMEOUT, button, clickCount: count }),
  hover: (page, { selector, text, frame }) => locate(page, { selector, text, frame }).hover({ timeout: TIMEOUT }),
  /** Text of every element that matches, as it stands now. */
  texts: (page, { selector, frame }) => scope(page, frame).locator(selector).allInnerTexts(),
  /** Wait for the element (state: visible, hidden, attached or detached). */
  waitFor: (page, { selector, text, frame, state = 'visible', timeout = TIMEOUT }) =>
    locate(page, { selector, text, frame }).waitFor({ state, timeout }),
  /** Value of an expression in the page, or in the webview frame. */
  evaluate: (page, { script, frame }) =>
    frame
      ? scope(page, frame)
          .locator('html')
          .evaluate((_, source) => (0, eval)(source), script)
      : page.evaluate(script),
  size: (page, { width, height }) => page.setViewportSize({ width, height }),
};

function locate(page, { selector, text, frame }) {
  const where = scope(page, frame);
  if (selector && text) return where.locator(selector, { hasText: text }).first();
  return (selector ? where.locator(selector) : where.getByText(text)).first();
}

/** VS Code puts a webview's page into a frame inside a frame; `frame` chooses among the visible ones (true: the first). */
function scope(page, frame) {
  if (!frame) return page;
  const outer = page.locator(typeof frame === 'string' ? frame : 'iframe.webview.ready').first();
  return outer.contentFrame().frameLocator('#active-frame');
}
