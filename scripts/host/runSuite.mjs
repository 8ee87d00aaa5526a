import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { ensureBrowser } from './ensureBrowser.mjs';
import { ensureHost } from './ensureHost.mjs';
import { copyExample } from './exampleWorkspace.mjs';
import { openWindow } from './openWindow.mjs';
import { RESULTS, ROOT } from './paths.mjs';
import { startDriver } from './startDriver.mjs';
import { startHost, windowAddress } from './startHost.mjs';

/** Variables with which agents' own folders are named: a test must never see the ones of the person who runs it. */
const AGENT_VARIABLES = ['CLAUDE_CONFIG_DIR', 'CODEX_HOME', 'OPENCLAW_STATE_DIR', 'OPENCLAW_HOME', 'PI_CODING_AGENT_DIR'];

/** VS Code runs tests only beside an extension from sources: where ours is installed, an empty one takes its place. */
const PROBE = path.join(ROOT, 'test', 'host', 'probe');

/** Zero-width: test/host/suite/print.ts puts it before what it prints. */
const MARK = '\u200b';

/** Environment of an extension host under test: an empty home, and where the suite finds its workspace and leaves its results. */
export function suiteEnvironment({ home, results, grep, extra = {} }) {
  const env = { ...process.env };
  for (const name of AGENT_VARIABLES) delete env[name];
  // npm's and the outer editor's variables would change what VS Code and its extension host do.
  for (const name of Object.keys(env)) if (/^(npm_|VSCODE_|ELECTRON_)/.test(name)) delete env[name];
  return {
    ...env,
    HOME: home,
    USERPROFILE: home,
    CLAWTRACE_TEST_RESULTS: results,
    ...(grep ? { CLAWTRACE_TEST_GREP: grep } : {}),
    ...extra,
  };
}

/**
 * Run one test entry point in the real VS Code.
 * @param {object} options
 * @param {string} options.tests absolute path of the built entry point (exports run())
 * @param {boolean} [options.installed] true: do not load the extension from its sources, `extensionsDir` holds it
 * @returns {Promise<{passed: number, failed: number, skipped: number}>} failed is at least 1 when the run did not end by itself.
 */
export async function runSuite({
  tests,
  grep,
  installed = false,
  extensionsDir,
  settings,
  timeoutMs = 300_000,
  resultName = 'host',
  verbose,
}) {
  const host = await ensureHost();
  const browserPath = await ensureBrowser();
  const temp = mkdtempSync(path.join(os.tmpdir(), 'clawtrace-test-'));
  const results = path.join(temp, 'results.json');
  mkdirSync(path.join(temp, 'home'));
  const folder = copyExample(path.join(temp, 'workspace'));

  let window;
  const driver = await startDriver(() => window?.page, path.join(RESULTS, 'pictures'));
  const env = suiteEnvironment({ home: path.join(temp, 'home'), results, grep, extra: { CLAWTRACE_DRIVER: driver.url } });
  const server = await startHost(host, { env, extensionsDir, settings, log: verbose ? (line) => process.stdout.write(line) : undefined });
  let timer;
  try {
    const code = await new Promise((resolve, reject) => {
      timer = setTimeout(() => resolve('timeout'), timeoutMs);
      const address = windowAddress(server, { folder, tests, extension: installed ? PROBE : ROOT });
      openWindow(address, { browserPath, onLog: (type, args) => printLog(verbose, type, args), onExit: resolve }).then(
        (opened) => (window = opened),
        reject,
      );
    });
    if (code === 'timeout') {
      console.error(`The host tests did not end within ${timeoutMs / 1000} s.`);
      await window?.page.screenshot({ path: path.join(RESULTS, 'pictures', 'timeout.png') }).catch(() => {});
      console.error(server.output());
    }
    const counts = readResults(results, code);
    mkdirSync(RESULTS, { recursive: true });
    if (existsSync(results)) copyFileSync(results, path.join(RESULTS, `${resultName}.json`));
    return counts;
  } finally {
    clearTimeout(timer);
    await window?.close().catch(() => {});
    driver.stop();
    await server.stop();
    rmSync(temp, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The suite writes its own counts; the exit code only tells a run that broke off. */
export function readResults(file, code) {
  if (!existsSync(file)) {
    console.error(`The test run ended with ${code} before any result was written.`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const { passed, failed, skipped } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped };
}

/** The window's own chatter (missing native modules, a gallery out of reach) would bury the tests: the suite marks its lines. */
function printLog(verbose, type, args) {
  const text = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
  if (text.startsWith(MARK)) console.log(text.slice(MARK.length));
  else if (verbose) console.log(`[${type}] ${text}`);
}
