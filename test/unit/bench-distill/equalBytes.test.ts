import { expect, it } from 'vitest';
import { runEqualBytes } from '../../bench/distill/equalBytes.ts';

it('gives the same bytes in another order, time zone and language', () => {
  expect(runEqualBytes([], 2, 2)).toEqual({ runs: 2, outputs: 1 });
});
