import { expect, test } from 'vitest';
import { readOwnPrices } from '../../../src/core/cost/readOwnPrices.ts';

const perMillion = { input: 1, output: '5' };

test('takes prices as they are', () => {
  const own = [{ model: 'qwen*', from: '2026-01-01', perMillion, above: [{ tokens: 1000, perMillion }] }];
  expect(readOwnPrices(own)).toEqual(own);
});

test.each([
  [{ model: 'x' }, 'clawtrace.prices: not a list'],
  [[null], 'clawtrace.prices, entry 1: not an object'],
  [[{ model: 'x', perMillion }, {}], 'clawtrace.prices, entry 2: "model" is missing'],
  [[{ model: 'x', provider: 1, perMillion }], 'entry 1: "provider" is not a text'],
  [[{ model: 'x' }], 'entry 1: "perMillion" is missing'],
  [[{ model: 'x', perMillion: { input: 1 } }], 'entry 1: "perMillion" has no "output"'],
  [[{ model: 'x', perMillion: { ...perMillion, cacheRead: null } }], 'entry 1: "cacheRead" is not an amount'],
  [[{ model: 'x', perMillion: { input: 'much', output: 1 } }], 'entry 1: not an amount in USD: much'],
  [[{ model: 'x', perMillion, from: 'yesterday' }], 'entry 1: not a date in UTC: yesterday'],
  [[{ model: 'x', perMillion, above: [{ perMillion }] }], 'entry 1: "above" has a tier without "tokens"'],
])('names what is wrong with %j', (own, message) => {
  expect(() => readOwnPrices(own)).toThrow(message);
});
