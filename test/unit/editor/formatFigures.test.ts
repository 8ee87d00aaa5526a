import { describe, expect, it } from 'vitest';
import { projectOf } from '../../../src/editor/sessions/projectOf.ts';
import { escapeMarkdown, shorten } from '../../../src/editor/shared/escapeMarkdown.ts';
import { ageText, countText, durationText, shareText, usdText } from '../../../src/protocol/formatFigures.ts';
import { english } from '../../../src/protocol/translate.ts';
import { todayCost } from '../../../src/editor/status/todayCost.ts';
import { summaryOf } from './summaryOf.ts';

describe('figures for people', () => {
  it('rounds shares, counts, durations and ages', () => {
    expect([0, 0.0004, 0.004, 0.0994, 0.0999, 1].map(shareText)).toEqual(['0 %', '<0.1 %', '0.4 %', '9.9 %', '10 %', '100 %']);
    expect([0, 999, 1000, 12_345, 999_960, 1_250_000].map(countText)).toEqual(['0', '999', '1k', '12.3k', '1M', '1.25M']);
    expect([400, 9_940, 59_000, 240_000, 7_500_000].map(durationText)).toEqual(['400 ms', '9.9 s', '59 s', '4 min', '2 h 5 min']);
    expect([10, 90, 5_400, 180_000, 3_000_000].map((s) => ageText(0, s * 1000, english))).toEqual([
      'now',
      '1 min ago',
      '1 h ago',
      '2 d ago',
      '4 w ago',
    ]);
    expect(usdText('not a number')).toBe('not a number');
  });
});

describe('escapeMarkdown', () => {
  it('leaves one line of plain words', () => {
    expect(escapeMarkdown('a\n\u202eb')).toBe('a b');
    expect(escapeMarkdown('[x](y)')).not.toContain('[');
    expect(shorten('a 😀😀', 4)).toBe('a…');
  });
});

describe('projectOf', () => {
  const folders = [{ name: 'shop', path: '/home/me/shop' }];
  it('prefers the workspace folder, then the folder the agent worked in', () => {
    expect(projectOf('/x/s.jsonl', '/home/me/shop/src', folders)).toBe('shop');
    expect(projectOf('/home/me/shop/s.jsonl', undefined, folders)).toBe('shop');
    expect(projectOf('/x/s.jsonl', '/home/me/shopping', folders)).toBe('shopping');
    expect(projectOf('/x/y/s.jsonl', undefined, folders)).toBe('y');
  });
});

describe('todayCost', () => {
  const now = new Date(2026, 10, 22, 12).getTime();
  it('counts what was active since midnight, exactly', () => {
    const sessions = [
      summaryOf({ path: '/1', usd: '0.1', endedAt: now }),
      summaryOf({ path: '/2', usd: '0.2', endedAt: now - 3_600_000 }),
      summaryOf({ path: '/3', usd: '5', endedAt: now - 90_000_000 }),
    ];
    expect(todayCost(sessions, (path) => path === '/1', now, english)).toEqual({
      text: '$0.300 today · $0.100 running',
      explanation: '2 sessions today: $0.300\n1 running: $0.100',
    });
  });

  it('is nothing when nothing was active', () => {
    expect(todayCost([summaryOf({ endedAt: now - 90_000_000 }), summaryOf()], () => false, now, english)).toBeUndefined();
  });

  it('says when it is a lower bound', () => {
    expect(todayCost([summaryOf({ usd: '0.1', endedAt: now, lowerBound: true })], () => false, now, english)?.text).toBe('≥ $0.100 today');
  });
});
