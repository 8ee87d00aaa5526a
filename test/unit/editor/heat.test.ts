import { describe, expect, it } from 'vitest';
import { heatOf } from '../../../src/editor/shared/heat.ts';

const share = { low: 0.04, medium: 0.1, high: 0.2 };
const usd = { low: 0.05, medium: 0.25, high: 1 };

describe('heatOf', () => {
  it.each([
    [0.039, undefined],
    [0.04, 'low'],
    [0.1, 'medium'],
    [0.9, 'high'],
  ])('a share of %d is %s', (of, heat) => expect(heatOf({ share: of, usd: 0.01 }, { share })).toBe(heat));

  it.each([
    [0.04, undefined],
    [0.05, 'low'],
    [0.3, 'medium'],
    [7, 'high'],
  ])('$%d is %s', (of, heat) => expect(heatOf({ share: 0.9, usd: of }, { usd })).toBe(heat));

  it('takes the share or the dollars, whichever is hotter', () => {
    expect(heatOf({ share: 0.3, usd: 0.01 }, { share, usd })).toBe('high');
    expect(heatOf({ share: 0.05, usd: 0.3 }, { share, usd })).toBe('medium');
  });

  it('leaves what cost nothing alone, even with thresholds of 0', () => {
    expect(heatOf({ share: 0, usd: 0 }, { share: { low: 0, medium: 0, high: 0 } })).toBeUndefined();
  });
});
