import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { build } from './build.mjs';
import { copyExample } from './host/exampleWorkspace.mjs';
import { RESULTS, ROOT } from './host/paths.mjs';
import { readResults, suiteEnvironment } from './host/runSuite.mjs';

const { values } = parseArgs({ options: { grep: { type: 'string', short: 'g' }, version: { type: 'string', default: 'stable' } } });

/** The suite of `npm run test:host` in a desktop VS Code, which @vscode/test-electron downloads: for machines with network. */
async function main() {
  const { runTests } = await import('@vscode/test-electron');
  await build({ production: false, only: ['host', 'worker', 'webview', 'suite'] });
  const temp = mkdtempSync(path.join(os.tmpdir(), 'clawtrace-desktop-'));
  const results = path.join(RESULTS, 'desktop.json');
  mkdirSync(RESULTS, { recursive: true });
  rmSync(results, { force: true });
  mkdirSync(path.join(temp, 'home'));
  try {
    const code = await runTests({
      version: values.version,
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: path.join(ROOT, 'out', 'test', 'index.cjs'),
      extensionTestsEnv: suiteEnvironment({ home: path.join(temp, 'home'), results, grep: values.grep }),
      launchArgs: [
        copyExample(path.join(temp, 'workspace')),
        ...['--user-data-dir', path.join(temp, 'user'), '--extensions-dir', path.join(temp, 'extensions')],
        ...['--disable-workspace-trust', '--disable-gpu', '--skip-welcome', '--no-sandbox'],
      ],
    }).catch((error) => {
      console.error(error.message);
      return 1;
    });
    return readResults(results, code);
  } finally {
    rmSync(temp, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

try {
  const { passed, failed, skipped } = await main();
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  if (!error.errors) console.error(error.message);
  process.exitCode = 1;
}
