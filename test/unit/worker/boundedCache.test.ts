import { expect, test } from 'vitest';
import { BoundedCache } from '../../../src/worker/boundedCache.ts';

test('drops what was not used for longest, by number and by weight', () => {
  const cache = new BoundedCache<string>(2, 10);
  cache.set('a', 'A', 4);
  cache.set('b', 'B', 4);
  expect(cache.get('a')).toBe('A');
  cache.set('c', 'C', 4);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
  cache.set('d', 'D', 9);
  expect([cache.get('a'), cache.get('c'), cache.get('d')]).toEqual([undefined, undefined, 'D']);
});

test('does not keep what is heavier than all it may hold', () => {
  const cache = new BoundedCache<string>(5, 10);
  cache.set('a', 'A', 5);
  cache.set('giant', 'G', 11);
  expect([cache.get('a'), cache.get('giant')]).toEqual(['A', undefined]);
});

test('replaces a value with its weight', () => {
  const cache = new BoundedCache<string>(5, 10);
  cache.set('a', 'A', 8);
  cache.set('a', 'A2', 3);
  cache.set('b', 'B', 7);
  expect([cache.get('a'), cache.get('b')]).toEqual(['A2', 'B']);
});
