import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import path from 'node:path';
import process from 'node:process';
import { build } from './build.mjs';
import { ensureHost } from './host/ensureHost.mjs';
import { copyExample } from './host/exampleWorkspace.mjs';
import { findDesktopCode } from './host/findDesktopCode.mjs';
import { CACHE, ROOT } from './host/paths.mjs';
import { startHost, windowAddress } from './host/startHost.mjs';

const HELP = `Builds ClawTrace and opens the example workspace with it: in the desktop VS Code if "code" is on the PATH, else in a VS Code that is
served on this machine's loopback address and shown by the browser.

  npm start -- [options] [FOLDER]

  FOLDER           open this folder instead of a fresh copy of the example workspace
  --browser-only   do not look for a desktop VS Code
  --no-open        print the address, open nothing
  --port N         port of the served VS Code (a free one)
  --help           this text`;

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      'browser-only': { type: 'boolean' },
      'no-open': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(HELP);
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) throw new Error(`--port ${values.port} is no port.`);

  console.log('Building ...');
  await build({ production: false, only: ['host', 'worker', 'webview', 'cli'] });
  const folder = positionals[0] ? path.resolve(positionals[0]) : copyExample(path.join(CACHE, 'workspace'));

  const code = values['browser-only'] ? undefined : await findDesktopCode();
  if (code) {
    console.log(`Opening ${folder} in ${code} ...`);
    const args = ['--new-window', `--extensionDevelopmentPath=${ROOT}`, folder];
    spawn(code, args, { stdio: 'ignore', detached: true, shell: process.platform === 'win32' }).unref();
    return;
  }
  const host = await ensureHost();
  // The example's README says what to look at.
  const server = await startHost(host, { port, settings: { 'workbench.startupEditor': 'readme' } });
  const address = windowAddress(server, { folder, extension: ROOT });
  console.log(`\nVS Code with ClawTrace and ${folder}:\n\n  ${address}\n\nOnly this machine can reach it. Ctrl-C stops it.`);
  if (hasDesktop() && !values['no-open']) openInBrowser(address);
}

/** Whether a window opened here would be seen by the person at the terminal. */
function hasDesktop() {
  if (process.env.CI || process.env.SSH_CONNECTION) return false;
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function openInBrowser(address) {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open', address] : process.platform === 'win32' ? ['explorer', address] : ['xdg-open', address];
  // The address is on the screen: a machine without the opener loses nothing.
  spawn(command, args, { stdio: 'ignore', detached: true })
    .once('error', () => {})
    .unref();
}

try {
  await main();
} catch (error) {
  if (!error.errors) console.error(error.message);
  process.exitCode = 1;
  process.exit();
}
