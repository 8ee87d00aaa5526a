// The benches are TypeScript, like the code they measure, and Node 24 (a development dependency, first on the path of every npm script) runs that as it is.
import process from 'node:process';
import { build } from './build.mjs';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(`npm run bench needs Node 24 and runs with ${process.version}: start it with "npm run bench", which takes the right one.`);
  process.exitCode = 1;
} else {
  const [first] = process.argv.slice(2);
  const name = first === undefined || first.startsWith('-') ? 'runBench' : first;
  // Whole processes are measured as they are shipped.
  if (name === 'runBench') await build({ only: ['cli'] });
  await import(`../test/bench/${name}.ts`);
}
