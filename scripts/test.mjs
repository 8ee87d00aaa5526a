import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { build } from './build.mjs';
import { runCommand } from './host/children.mjs';
import { ensureBrowser } from './host/ensureBrowser.mjs';
import { ensureHost } from './host/ensureHost.mjs';
import { installExtension } from './host/installExtension.mjs';
import { NODE, RESULTS, ROOT } from './host/paths.mjs';
import { runSuite } from './host/runSuite.mjs';
import { packExtension } from './package.mjs';

/** Run the command-line program of a dev dependency under the Node of the `node` package, whatever Node runs this script. */
async function tool(name, args, program = name) {
  const folder = path.join(ROOT, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = path.join(folder, typeof bin === 'string' ? bin : bin[program]);
  const bins = path.join(ROOT, 'node_modules', '.bin');
  const { code } = await runCommand(NODE, [file, ...args], {
    cwd: ROOT,
    env: { ...process.env, PATH: `${bins}${path.delimiter}${process.env.PATH}`, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
  });
  return code;
}

/** A stage without tests of its own throws when it fails. */
async function mustPass(name, args, program) {
  const code = await tool(name, args, program);
  if (code !== 0) throw new Error(`${program ?? name} ended with ${code}`);
}

/** A script of ours that is a check. */
async function mustRun(script, ...args) {
  const { code } = await runCommand(NODE, [path.join(ROOT, script), ...args], { cwd: ROOT });
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
}

/** vitest's own counts; a file that could not even be loaded has no test but fails all the same. */
async function runVitest() {
  const file = path.join(RESULTS, 'vitest.json');
  rmSync(file, { force: true });
  const code = await tool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  if (!existsSync(file)) throw new Error(`vitest ended with ${code} and left no result`);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    passed: numPassedTests,
    failed: code !== 0 && numFailedTests === 0 ? 1 : numFailedTests,
    skipped: numPendingTests + numTodoTests,
  };
}

/** The package as a user gets it: packed, installed by VS Code itself, activated without any of the sources. */
async function runInstalled() {
  const vsix = await packExtension();
  const temp = mkdtempSync(path.join(os.tmpdir(), 'clawtrace-install-'));
  try {
    const extensionsDir = path.join(temp, 'extensions');
    await installExtension(await ensureHost(), vsix, { extensionsDir, dataDir: path.join(temp, 'data') });
    return await runSuite({
      tests: path.join(ROOT, 'out', 'installed', 'index.cjs'),
      installed: true,
      extensionsDir,
      resultName: 'installed',
      timeoutMs: 120_000,
    });
  } finally {
    rmSync(temp, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

const stages = [
  ['tools', async () => void (await ensureBrowser(), await ensureHost())],
  ['build', () => build()],
  ['types', () => mustPass('typescript', ['--noEmit', '-p', 'tsconfig.json'], 'tsc')],
  ['lint', () => mustPass('eslint', ['.'])],
  ['format', () => mustPass('prettier', ['--check', '--log-level', 'warn', '.'])],
  ['dead code', () => mustPass('knip', [])],
  ['translations', () => mustRun('scripts/l10n.mjs', '--check')],
  ['scan module', () => mustRun('scripts/wasm.mjs', '--check')],
  ['unit and webview tests', runVitest],
  ['package', runInstalled],
  ['real VS Code', () => runSuite({ tests: path.join(ROOT, 'out', 'test', 'index.cjs') })],
];

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } } });
const names = stages.map(([name]) => name);
const unknown = values.only?.find((name) => !names.includes(name));
if (values.help || unknown !== undefined) {
  console.log(`Runs every check, or only the named ones: ${names.map((name) => `--only "${name}"`).join(' ')}`);
  process.exit(unknown === undefined ? 0 : 2);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
for (const [name, run] of stages) {
  if (values.only && !values.only.includes(name)) continue;
  console.log(`\n=== ${name}`);
  const began = Date.now();
  // A stage without tests that fails counts as one failure, so that the last line never says "0 failed" of a failed run.
  let counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    counts = (await run()) ?? counts;
  } catch (error) {
    if (!error.errors) console.error(error.message);
    counts = { passed: 0, failed: 1, skipped: 0 };
  }
  for (const key of Object.keys(total)) total[key] += counts[key];
  const tests = counts.passed + counts.skipped > 0 ? `  ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped` : '';
  summary.push(
    `${counts.failed > 0 ? 'FAILED' : 'ok    '}  ${name.padEnd(24)} ${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s${tests}`,
  );
  // Without a browser and a host nothing that follows means anything.
  if (name === 'tools' && counts.failed > 0) break;
}
console.log(`\n${summary.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;
