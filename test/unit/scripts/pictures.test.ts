import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';

const SCRIPT = path.join(import.meta.dirname, '../../../scripts/pictures.mjs');

test.each([
  [['--theme', 'light', '--theme', 'sepia'], 'There is no theme sepia; the themes are light, dark, contrast.\n'],
  [['--only', 'nothing'], "No scenario's name holds nothing; the scenarios are "],
])('pictures %j: says what there is instead of taking others', (args, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8', timeout: 30_000 });
  expect(stderr).toContain(message);
  expect(stdout).toBe('');
  expect(status).toBe(1);
});
