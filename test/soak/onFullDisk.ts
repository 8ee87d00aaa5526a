import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RowCache } from '../../src/platform/rowCache.ts';

/**
 * Keeps rows in a folder on a disk that is really full, makes room and keeps them again. Prints as JSON what was said, what stands in the
 * folder each time, and how many rows the next run finds. Argument: the folder, on a disk of some 256 kB.
 */
const folder = path.join(process.argv[2] ?? '', 'rows');
const ballast = path.join(process.argv[2] ?? '', 'ballast');
const log: string[] = [];
const open = (): RowCache<string> =>
  new RowCache<string>({ file: path.join(folder, 'rows.jsonl'), tag: '1', log: (message) => log.push(message), writeAfterMs: 1e6 });
const ROWS = 20;

mkdirSync(folder);
const rows = open();
const keep = (text: string): void => {
  for (let i = 0; i < ROWS; i++) rows.set(import.meta.filename + '#'.repeat(i), [], text.repeat(2_000));
};
keep('a');
await rows.flush();
const before = readFileSync(path.join(folder, 'rows.jsonl'), 'utf8');
try {
  for (let i = 0; ; i++) writeFileSync(`${ballast}${i}`, Buffer.alloc(4_096));
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
}
// One page is free, so that the writing begins.
rmSync(`${ballast}0`);
keep('b');
await rows.flush();
await rows.flush();
const whenFull = { names: readdirSync(folder), isAsBefore: readFileSync(path.join(folder, 'rows.jsonl'), 'utf8') === before };
for (const name of readdirSync(path.dirname(ballast))) if (name.startsWith('ballast')) rmSync(path.join(path.dirname(ballast), name));
await rows.flush();
const next = open();
await next.load();
let found = 0;
for (let i = 0; i < ROWS; i++) if (next.get(import.meta.filename + '#'.repeat(i), [])?.startsWith('b') === true) found++;
console.log(JSON.stringify({ log, whenFull, names: readdirSync(folder), found }));
