import { rmSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import process from 'node:process';
import { build } from './build.mjs';
import { ROOT } from './host/paths.mjs';

/** A package that is fetched over a slow line in a few seconds. */
const BUDGET = 3_000_000;
const UNWANTED = /\.map$|\.tsx?$|\.mjs$|^(src|webview|test|scripts|out|node_modules)\//;
const NEEDED = ['package.json', 'package.nls.json', 'README.md', 'LICENSE', 'dist/extension.cjs', 'dist/worker.cjs', 'dist/cli.js'];

/**
 * Pack dist/ as it is into clawtrace.vsix.
 * @returns {Promise<string>} its path
 * @throws if it is too large, lacks a file or holds one that does not belong into it.
 */
export async function packExtension() {
  const { createVSIX, listFiles } = await import('@vscode/vsce');
  const packagePath = path.join(ROOT, 'clawtrace.vsix');
  rmSync(packagePath, { force: true });
  const files = (await listFiles({ cwd: ROOT, dependencies: false })).map((file) => file.replaceAll('\\', '/'));
  const faults = [
    ...files.filter((file) => UNWANTED.test(file)).map((file) => `does not belong into the package: ${file}`),
    ...NEEDED.filter((file) => !files.includes(file)).map((file) => `is missing from the package: ${file}`),
  ];
  // Everything is bundled, and the pictures of the README are in the package, so no address has to be made up for them.
  await createVSIX({ cwd: ROOT, packagePath, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
  const { size } = statSync(packagePath);
  if (size > BUDGET) faults.push(`clawtrace.vsix is ${size - BUDGET} bytes over its budget of ${BUDGET / 1e6} MB`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  console.log(`  clawtrace.vsix ${(size / 1e6).toFixed(2)} MB, ${files.length} files`);
  return packagePath;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await build();
    await packExtension();
  } catch (error) {
    if (!error.errors) console.error(error.message);
    process.exitCode = 1;
  }
}
