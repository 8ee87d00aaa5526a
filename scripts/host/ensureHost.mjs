import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from './children.mjs';
import { CACHE, NODE, ROOT } from './paths.mjs';

const MANIFEST = path.join(ROOT, 'test', 'host');
const FOLDER = path.join(CACHE, 'code-server');
const VSCODE = path.join(FOLDER, 'node_modules', 'code-server', 'lib', 'vscode');
const MARKER = path.join(FOLDER, 'installed.txt');

/**
 * Install the VS Code server of the code-server package once, into the cache folder.
 * A marker with the hash of its lock file makes every later call instant, and a changed lock installs anew.
 * @returns {Promise<{node: string, vscode: string, server: string}>} the Node that runs it, VS Code's own folder, its entry point.
 * @throws if a step of the installation fails; the message carries npm's output.
 */
export async function ensureHost(say = console.log) {
  const host = { node: NODE, vscode: VSCODE, server: path.join(VSCODE, 'out', 'server-main.js') };
  if (!existsSync(NODE)) {
    throw new Error(`The package "node" has no binary at ${NODE}: run "npm ci" with its install script allowed.`);
  }
  const lock = readFileSync(path.join(MANIFEST, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).update(process.platform).update(process.arch).digest('hex');
  if (existsSync(MARKER) && existsSync(host.server) && readFileSync(MARKER, 'utf8') === wanted) return host;

  say('Installing the VS Code host for tests and `npm start` (once, about 0.6 GB in .clawtrace-host/) ...');
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(path.join(MANIFEST, file), path.join(FOLDER, file));
  await install('1/2 code-server', ['ci'], FOLDER, say);
  await install('2/2 dependencies of VS Code', ['install', '--omit=dev'], VSCODE, say);
  writeFileSync(MARKER, wanted);
  return host;
}

/** No install script runs: the few native modules that want a compiler are optional for VS Code. */
async function install(title, args, cwd, say) {
  const began = Date.now();
  const { code, output } = await runCommand('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    quiet: true,
    env: childEnvironment(),
  });
  if (code !== 0) throw new Error(`Installing the VS Code host failed at "${title}":\n${output}`);
  say(`  ${title}: done in ${Math.round((Date.now() - began) / 1000)} s`);
}

/** An npm that runs below `npm run` inherits settings of the outer project; they must not reach this installation. */
function childEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_(local_prefix|prefix)$)/i.test(name)),
  );
}
