import { expect, it } from 'vitest';
import { asCount } from '../../../src/core/readers/json.ts';

it.each<[unknown, number]>([
  [12, 12],
  [12.7, 12],
  [1e12, 1e12],
  [1e12 + 1, 0],
  [1e300, 0],
  [Number.NaN, 0],
  [Number.POSITIVE_INFINITY, 0],
  [-3, 0],
  ['12', 0],
  [null, 0],
  [[], 0],
])('counts %j as %d', (value, count) => {
  expect(asCount(value)).toBe(count);
});
