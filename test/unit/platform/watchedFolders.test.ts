import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { WatchedFolders } from '../../../src/platform/watchedFolders.ts';
import { temporaryFolder } from './temporaryFolder.ts';

test('each real folder is watched by one path, and below a root by the one without links', () => {
  const [folder, outside] = [temporaryFolder(), temporaryFolder()];
  for (const name of ['a', 'b', 'link']) mkdirSync(path.join(folder, name));
  mkdirSync(path.join(outside, 'deep'));
  const link = (target: string, name: string): string => {
    symlinkSync(target, path.join(folder, name));
    return path.join(folder, name);
  };
  const root = link('a', 'root');
  mkdirSync(path.join(folder, 'a', 'sub'));
  const folders = new WatchedFolders([root, path.join(folder, 'b')]);
  // A root that is a link is watched by the path that was given.
  expect([root, path.join(root, 'sub')].map((file) => folders.claim(file))).toEqual([true, true]);
  expect(folders.claim(path.join(folder, 'b'))).toBe(true);
  expect(folders.claim(link('../b', 'a/toB'))).toBe(false);
  const [first, second] = [link(outside, 'b/first'), link(outside, 'b/second')];
  expect([first, second, first].map((file) => folders.claim(file))).toEqual([true, false, true]);
  expect([path.join(first, 'deep'), path.join(second, 'deep')].map((file) => folders.claim(file))).toEqual([true, false]);
  rmSync(first);
  expect([second, first].map((file) => folders.claim(file))).toEqual([true, false]);
});
