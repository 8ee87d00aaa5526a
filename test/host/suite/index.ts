import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { print } from './print.ts';

/** What a run leaves behind for the script that started it. */
interface Results {
  passed: number;
  failed: number;
  skipped: number;
  failures: { title: string; message: string }[];
}

/**
 * Test entry point of VS Code (`extensionTestsPath`): runs every *.test.cjs beside this file.
 * @throws if a test failed, which is how VS Code learns of it.
 */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  // mocha is an ES module and the extension host loads this file as CommonJS.
  const { default: Mocha } = await import('mocha');
  const grep = process.env['CLAWTRACE_TEST_GREP'];
  // A real window is driven by real keys: one that got lost is no fault of the product. What is tried again is said, with its first error.
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 90_000,
    slow: 5_000,
    color: true,
    reporter: 'spec',
    retries: 1,
    ...(grep ? { grep } : {}),
  });
  Mocha.reporters.Base.consoleLog = print;
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, name));
  }
  await mocha.loadFilesAsync();
  const results: Results = { passed: 0, failed: 0, skipped: 0, failures: [] };
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', () => results.passed++)
      .on('pending', () => results.skipped++)
      .on('retry', (test: { fullTitle(): string }, error: Error) => print('tried again: %s (%s)', test.fullTitle(), error.message))
      .on('fail', (test, error: Error) => {
        results.failed++;
        results.failures.push({ title: test.fullTitle(), message: error.message });
      });
  });
  const file = process.env['CLAWTRACE_TEST_RESULTS'];
  if (file) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(results, undefined, 2));
  }
  if (results.failed > 0) throw new Error(`${results.failed} tests failed`);
}
