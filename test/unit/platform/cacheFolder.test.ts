import path from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder } from '../../../src/platform/cacheFolder.ts';

test.each<[platform: string, variables: Record<string, string>, folder: string]>([
  ['linux', {}, '/home/u/.cache/clawtrace'],
  ['linux', { XDG_CACHE_HOME: '/var/u' }, '/var/u/clawtrace'],
  ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/u/.cache/clawtrace'],
  ['linux', { XDG_CACHE_HOME: '' }, '/home/u/.cache/clawtrace'],
  ['darwin', {}, '/home/u/Library/Caches/clawtrace'],
  ['darwin', { XDG_CACHE_HOME: '/var/u' }, '/var/u/clawtrace'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/clawtrace/Cache'],
  ['win32', {}, '/home/u/AppData/Local/clawtrace/Cache'],
])('on %s with %o', (platform, variables, folder) => {
  expect(cacheFolder({ platform, variables, home: '/home/u' }).split(path.sep).join('/')).toBe(folder);
});
