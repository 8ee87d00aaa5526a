import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { runCommand } from './children.mjs';
import { ROOT } from './paths.mjs';

const NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome', 'msedge', 'microsoft-edge'];

/**
 * Find a Chrome or Chromium, or fetch one where the platform offers it.
 * @returns {Promise<string>} the path of its executable.
 * @throws one clear line that says what to do when none can be had.
 */
export async function ensureBrowser(say = console.log) {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROME_PATH names ${named}, which does not exist.`);
  }
  const found = findBrowser();
  if (found) return found;
  if (isRootOnDebian()) {
    say('No Chrome or Chromium found: installing the Debian package "chromium" ...');
    await runCommand('apt-get', ['update', '-q'], { quiet: true });
    const { code, output } = await runCommand('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], {
      quiet: true,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const installed = findBrowser();
    if (installed) return installed;
    say(`apt-get ended with ${code}:\n${output.trim().split('\n').slice(-5).join('\n')}`);
  } else {
    say('No Chrome or Chromium found: fetching one with playwright-core ...');
    const cli = path.join(ROOT, 'node_modules', 'playwright-core', 'cli.js');
    const { output } = await runCommand(process.execPath, [cli, 'install', 'chromium'], { quiet: true, timeoutMs: 300_000 });
    const fetched = fetchedBrowser();
    if (fetched) return fetched;
    say(output.trim().split('\n').slice(-5).join('\n'));
  }
  throw new Error('No browser: install Chrome or Chromium (Debian: "apt-get install chromium") or set CHROME_PATH to its executable.');
}

/** What is already on this machine, or undefined. */
export function findBrowser() {
  const suffixes = process.platform === 'win32' ? ['.exe', ''] : [''];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  for (const name of NAMES) {
    for (const folder of folders) {
      for (const suffix of suffixes) {
        const file = path.join(folder, name + suffix);
        if (existsSync(file)) return file;
      }
    }
  }
  return wellKnownPlaces().find((file) => existsSync(file)) ?? fetchedBrowser();
}

function wellKnownPlaces() {
  if (process.platform === 'darwin') {
    const applications = ['/Applications', path.join(os.homedir(), 'Applications')];
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return applications.flatMap((folder) => names.map((name) => path.join(folder, `${name}.app`, 'Contents', 'MacOS', name)));
  }
  if (process.platform === 'win32') {
    const folders = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(Boolean);
    const programs = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ];
    return folders.flatMap((folder) => programs.map((program) => path.join(folder, program)));
  }
  return ['/snap/bin/chromium', '/opt/google/chrome/chrome', '/usr/lib/chromium/chromium'];
}

/** The browser that an earlier `playwright-core install chromium` put into the user's cache. */
function fetchedBrowser() {
  try {
    const file = chromium.executablePath();
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

function isRootOnDebian() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version');
}
