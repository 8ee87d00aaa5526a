import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import os from 'node:os';
import path from 'node:path';
import { onSignal, startChild, stopChild } from './children.mjs';
import { freePort } from './freePort.mjs';

/** Settings under which a window opens straight into the workspace: no trust question, no welcome page, no advertisement. */
const QUIET = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'window.commandCenter': false,
};

/**
 * Start the VS Code server on loopback, with a data folder of its own that is deleted when it stops.
 * @param {{node: string, server: string}} host from ensureHost
 * @param {object} options
 * @param {Record<string, unknown>} [options.settings] user settings on top of the quiet ones
 * @param {NodeJS.ProcessEnv} [options.env] environment of the server and so of the extension host
 * @param {number} [options.port] wanted port; a free one by default
 * @param {string} [options.extensionsDir] folder with installed extensions; an empty one by default
 * @param {(line: string) => void} [options.log] gets what the server prints
 */
export async function startHost(host, { settings = {}, env = process.env, port, extensionsDir, log = () => {} } = {}) {
  const data = mkdtempSync(path.join(os.tmpdir(), 'clawtrace-vscode-'));
  const text = JSON.stringify({ ...QUIET, ...settings }, undefined, 2);
  for (const level of ['User', 'Machine']) {
    mkdirSync(path.join(data, 'data', level), { recursive: true });
    writeFileSync(path.join(data, 'data', level, 'settings.json'), text);
  }
  const chosen = await freePort(port);
  // The server can run programs as this user, so other users of the machine and foreign web pages must not reach it.
  const token = randomBytes(16).toString('hex');
  const child = startChild(
    host.node,
    [
      host.server,
      ...['--host', '127.0.0.1', '--port', String(chosen), '--connection-token', token],
      ...['--accept-server-license-terms', '--telemetry-level', 'off', '--enable-smoke-test-driver'],
      ...['--server-data-dir', data, '--extensions-dir', extensionsDir ?? path.join(data, 'extensions')],
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output = (output + chunk).slice(-20_000);
      log(chunk);
    });
  }
  const stop = async () => {
    forget();
    await stopChild(child);
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const forget = onSignal(stop);

  const authority = `127.0.0.1:${chosen}`;
  for (let waited = 0; !(await answers(`http://${authority}/version`)); waited += 100) {
    if (child.exitCode !== null || waited > 30_000) {
      await stop();
      throw new Error(`The VS Code server did not start:\n${output}`);
    }
    await sleep(100);
  }
  return { authority, token, data, output: () => output, stop };
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/**
 * Address of a window.
 * @param {{authority: string, token: string}} server from startHost
 * @param {{folder: string, extension?: string, tests?: string}} what absolute paths: the folder to open, an extension to load
 *   from its sources, a test entry point to run (the window closes itself when that ends).
 */
export function windowAddress({ authority, token }, { folder, extension, tests }) {
  const remote = (file) => `vscode-remote://${authority}${pathToFileURL(file).pathname}`;
  const payload = [];
  if (extension) payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  const address = new URL(`http://${authority}/`);
  address.searchParams.set('tkn', token);
  address.searchParams.set('folder', decodeURIComponent(pathToFileURL(folder).pathname));
  if (payload.length > 0) address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}
