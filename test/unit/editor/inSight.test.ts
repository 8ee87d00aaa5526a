import { expect, it } from 'vitest';
import { inSight } from '../../../src/editor/shared/inSight.ts';

const items = Array.from({ length: 1000 }, (_, i) => ({ line: 2 * i + 1 }));
const lines = (visible: { from: number; to: number }[], margin: number) => inSight(items, visible, margin).map(({ line }) => line);

it('gives what stands in the visible parts and near them', () => {
  expect(lines([{ from: 10, to: 14 }], 0)).toEqual([11, 13]);
  expect(lines([{ from: 10, to: 14 }], 2)).toEqual([9, 11, 13, 15]);
  expect(lines([{ from: -5, to: 1 }], 0)).toEqual([1]);
  expect(lines([{ from: 5000, to: 5001 }], 40)).toEqual([]);
});

it('gives each item once, in order, where folded text leaves several visible parts', () => {
  expect(
    lines(
      [
        { from: 20, to: 22 },
        { from: 10, to: 12 },
      ],
      5,
    ),
  ).toEqual([5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27]);
});
