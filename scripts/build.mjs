import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import path from 'node:path';
import process from 'node:process';
import esbuild from 'esbuild';
import { ROOT } from './host/paths.mjs';

/** Budgets in bytes of the minified file, chosen so that activation and first paint stay unnoticeable. */
const BUDGETS = { 'dist/extension.cjs': 300_000, 'dist/webview/panel.js': 400_000 };

const node = { platform: 'node', target: 'node20', format: 'cjs', outExtension: { '.js': '.cjs' } };

/** The entry point that runs mocha, and beside it every test file of test/host/FOLDER. */
function suiteEntries(folder, target) {
  const tests = readdirSync(path.join(ROOT, 'test', 'host', folder)).filter((name) => name.endsWith('.test.ts'));
  const entries = tests.map((name) => [`${target}/${name.slice(0, -3)}`, `test/host/${folder}/${name}`]);
  return Object.fromEntries([[`${target}/index`, 'test/host/suite/index.ts'], ...entries]);
}

/** Every bundle: its entry points (output name -> source) and how it differs from the common options. */
const bundles = {
  host: { entries: { 'dist/extension': 'src/extension.ts' }, options: { ...node, external: ['vscode'] } },
  worker: { entries: { 'dist/worker': 'src/worker/main.ts' }, options: node },
  cli: {
    entries: { 'dist/cli': 'src/cli/main.ts', 'dist/cli/thread': 'src/cli/fileThread.ts' },
    options: {
      platform: 'node',
      target: 'node20',
      format: 'esm',
      // What one command needs is not loaded by another.
      splitting: true,
      chunkNames: 'dist/cli/[name]-[hash]',
      // The packages inside that are CommonJS ask for `require`, which an ES module does not have by itself.
      banner: { js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    },
  },
  webview: {
    entries: { 'dist/webview/panel': 'webview/main.tsx' },
    options: { platform: 'browser', target: 'chrome128', format: 'iife', loader: { '.svg': 'dataurl', '.ttf': 'dataurl' } },
  },
  suite: {
    get entries() {
      return { ...suiteEntries('suite', 'out/test'), ...suiteEntries('installed', 'out/installed') };
    },
    // Never minified: what fails in it must be found again.
    options: { ...node, external: ['vscode', 'mocha'], minify: false, sourcemap: 'inline' },
  },
};

/** Digest of all that a program is made of: what two builds with the same digest make of the same files is the same. */
function digestSources() {
  const hash = createHash('sha256');
  const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  for (const file of [...sources, path.join(ROOT, 'package.json'), path.join(ROOT, 'package-lock.json')]) {
    hash.update(createHash('sha256').update(readFileSync(file)).digest());
  }
  return hash.digest('hex').slice(0, 16);
}

function optionsOf(name, production) {
  const { entries, options } = bundles[name];
  return {
    absWorkingDir: ROOT,
    entryPoints: entries,
    outdir: '.',
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    define: {
      'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development'),
      BUILD_DIGEST: JSON.stringify(digestSources()),
    },
    legalComments: 'none',
    logLevel: 'warning',
    charset: 'utf8',
    ...options,
    // Only macOS has it, and chokidar asks for it inside a try.
    external: [...(options.external ?? []), 'fsevents'],
  };
}

/**
 * Build the bundles named in `only` (all by default).
 * @throws if esbuild finds an error or, in production, a bundle is over its budget.
 */
export async function build({ production = true, only = Object.keys(bundles) } = {}) {
  const began = Date.now();
  for (const name of only) await esbuild.build(optionsOf(name, production));
  // What an earlier build left must not be tested or packed. It goes last, so that whoever runs the old files keeps them until then.
  if (only.includes('suite')) removeOlder('out', began);
  if (only.includes('cli')) removeOlder('dist/cli', began);
  if (production && only.length === Object.keys(bundles).length) removeOlder('dist', began);
  if (production) reportSizes(only);
}

function removeOlder(folder, time) {
  for (const entry of readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && statSync(file).mtimeMs < time - 1000) rmSync(file);
  }
}

function reportSizes(only) {
  const over = [];
  const outputs = only.filter((name) => name !== 'suite').flatMap((name) => Object.keys(bundles[name].entries));
  for (const output of outputs) {
    const files = ['.cjs', '.js', '.css'].map((extension) => output + extension).filter((file) => existsSync(path.join(ROOT, file)));
    for (const file of files) {
      const { size } = statSync(path.join(ROOT, file));
      const budget = BUDGETS[file];
      console.log(`  ${file.padEnd(24)} ${(size / 1000).toFixed(1).padStart(7)} kB${budget ? `  of ${budget / 1000} kB` : ''}`);
      if (budget && size > budget) over.push(`${file} is ${size - budget} bytes over its budget of ${budget / 1000} kB`);
    }
  }
  if (over.length > 0) throw new Error(over.join('\n'));
}

async function watch() {
  for (const name of Object.keys(bundles)) {
    const context = await esbuild.context({ ...optionsOf(name, false), logLevel: 'info' });
    await context.watch();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { watch: { type: 'boolean' }, dev: { type: 'boolean' } } });
  try {
    await (values.watch ? watch() : build({ production: !values.dev }));
  } catch (error) {
    if (!error.errors) console.error(error.message);
    process.exitCode = 1;
  }
}
