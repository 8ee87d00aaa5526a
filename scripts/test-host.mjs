import { parseArgs } from 'node:util';
import path from 'node:path';
import { build } from './build.mjs';
import { ROOT } from './host/paths.mjs';
import { runSuite } from './host/runSuite.mjs';

const { values } = parseArgs({
  options: {
    grep: { type: 'string', short: 'g' },
    'no-build': { type: 'boolean' },
    verbose: { type: 'boolean', short: 'v' },
    timeout: { type: 'string', default: '300' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help) {
  console.log(`Runs test/host/suite in a real VS Code (a server on loopback, shown by a headless browser).
  --grep TEXT    only tests whose title matches
  --no-build     use dist/ and out/ as they are
  --timeout S    end after this many seconds (300)
  --verbose      also print what the server prints`);
} else {
  try {
    if (!values['no-build']) await build({ production: false, only: ['host', 'worker', 'webview', 'suite'] });
    const { passed, failed, skipped } = await runSuite({
      tests: path.join(ROOT, 'out', 'test', 'index.cjs'),
      grep: values.grep,
      timeoutMs: Number(values.timeout) * 1000,
      verbose: values.verbose,
    });
    console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    process.exitCode = failed > 0 ? 1 : 0;
  } catch (error) {
    console.error(error.message ?? error);
    process.exitCode = 1;
  }
}
