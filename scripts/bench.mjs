import process from 'node:process';
import { build } from './build.mjs';
import { runTyped } from './runTyped.mjs';

await runTyped('bench', async () => {
  const [first] = process.argv.slice(2);
  const name = first === undefined || first.startsWith('-') ? 'runBench' : first;
  // Whole processes are measured as they are shipped.
  if (name === 'runBench') await build({ only: ['cli', 'worker'] });
  await import(`../test/bench/${name}.ts`);
});
