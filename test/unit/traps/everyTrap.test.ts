import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const TRAPS = 39;

it('has a test with its name for each of the traps', () => {
  const folder = new URL('.', import.meta.url);
  const text = readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
  const named = new Set([...text.matchAll(/\btrap (\d+): /g)].map((match) => Number(match[1])));
  expect([...named].sort((a, b) => a - b)).toEqual(Array.from({ length: TRAPS }, (_, i) => i + 1));
});
