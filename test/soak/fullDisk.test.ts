import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../unit/platform/temporaryFolder.ts';

/** A disk of its own that only the command sees; undefined where the system does not let one make such a thing. */
function onSmallDisk(folder: string, ...command: string[]): string | undefined {
  const mount = 'mount -t tmpfs -o size=256k small "$0" && echo mounted && exec "$@"';
  const { stdout, status } = spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', mount, folder, ...command], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return status !== null && stdout.startsWith('mounted\n') ? stdout.slice('mounted\n'.length) : undefined;
}

test('a disk that is really full takes no row away, keeps no half file, and is written when there is room again', (context) => {
  const folder = temporaryFolder();
  const program = path.join(import.meta.dirname, 'onFullDisk.ts');
  const output = onSmallDisk(folder, process.execPath, program, folder);
  if (output === undefined) context.skip('no disk can be made here');
  expect(JSON.parse(output ?? '')).toEqual({
    log: [expect.stringContaining('the disk is full; nothing was changed') as string],
    whenFull: { names: ['rows.jsonl'], isAsBefore: true },
    names: ['rows.jsonl'],
    found: 20,
  });
});
