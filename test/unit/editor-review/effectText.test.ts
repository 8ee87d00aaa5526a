import { describe, expect, it } from 'vitest';
import type { RuleEffect } from '../../../src/core/costcraft/effect/ruleEffect.ts';
import { effectReport } from '../../../src/editor/rules/effectReport.ts';
import { effectLine, effectRows } from '../../../src/protocol/effectText.ts';
import { english } from '../../../src/protocol/translate.ts';

const EFFECT: RuleEffect = {
  patch: 'prune-oversize-1a2b3c',
  lane: 'prune',
  detector: 'oversize',
  since: '2026-02-01T00:00:00.000Z',
  wanted: 'less',
  before: { with: 12, of: 20 },
  after: { with: 1, of: 18 },
  notLoaded: { with: 2, of: 3 },
  change: { difference: -0.5444, low: -0.7345, high: -0.2592, direction: 'fell' },
  verdict: 'better',
  money: {
    before: { avoidable: '1.2', of: '10' },
    after: { avoidable: '0.1', of: '9' },
    saved: '0.98',
    ruleCost: '0.02',
    net: '0.96',
  },
  endedWell: { before: { with: 0, of: 0 }, after: { with: 0, of: 0 } },
};
const rows = (effect: RuleEffect): Record<string, string> => Object.fromEntries(effectRows(effect, english));

describe('what is told of the effect of a rule', () => {
  it('is the verdict, how often the pattern was seen, and what it came to', () => {
    expect(effectLine(EFFECT, english)).toBe('better: 1 of 18, was 12 of 20');
    expect(effectLine({ ...EFFECT, verdict: 'worse' }, english)).toBe('worse: 1 of 18, was 12 of 20');
    expect(effectLine({ ...EFFECT, verdict: 'no-change' }, english)).toBe('no change seen: 1 of 18, was 12 of 20');
    expect(rows(EFFECT)).toMatchObject({
      'Effect so far': 'better',
      'Seen before': '12 of 20 sessions',
      Change: '−54 points (95 % of such intervals hold the truth: −73 to −26)',
      'Since, skill not read': '2 of 3 sessions',
      'Net since': '$0.960',
    });
  });

  it('is what is missing where nothing can be said', () => {
    const { change: _, money: __, ...bare } = EFFECT;
    const none = { with: 0, of: 0 };
    const told = (more: Partial<RuleEffect>): [string, string | undefined] => {
      const effect = { ...bare, after: none, ...more };
      return [effectLine(effect, english), rows(effect)['Effect so far']];
    };
    expect(told({ verdict: 'no-later', notLoaded: none })).toEqual(['no later session', 'no later session yet']);
    expect(told({ verdict: 'no-before' })).toEqual(['no older session', 'no session is older than the rule']);
    expect(told({ verdict: 'not-loaded' })).toEqual(['skill not read since', 'not known: no later session shows that it read this skill']);
    expect(told({ verdict: 'too-few', missing: 7, after: { with: 0, of: 2 } })).toEqual([
      'too early: 0 of 2, was 12 of 20',
      'too early to tell, 7 more sessions needed',
    ]);
  });

  it('tells when fewer sessions end well', () => {
    const change = { difference: -0.5, low: -0.8, high: -0.1, direction: 'fell' as const };
    const worse = { ...EFFECT, endedWell: { before: { with: 9, of: 10 }, after: { with: 4, of: 10 }, change } };
    expect(rows(worse)['Ended well']).toBe('9 of 10 sessions before, 4 of 10 sessions since: fewer than before');
    expect(rows(EFFECT)).not.toHaveProperty('Ended well');
  });

  it('is a report by lane and by rule, with what it does not show, in which a hostile rule stays text', () => {
    const text = effectReport(
      {
        file: 'skills/demo/SKILL.md',
        rules: [
          { id: EFFECT.patch, text: 'Ask for <img src=x> fewer lines | [here](command:x).' },
          { id: 'prune-own-000000', text: 'Mine.' },
        ],
        effects: [EFFECT],
        unread: [{ path: '/a.jsonl', reason: 'is gone' }],
      },
      english,
    );
    expect(text).toContain('that the rule was the cause is not shown');
    expect(text).toContain('| Prune | 1 | 1 | 0 | 0 | 0 |');
    expect(text).toContain('Not in the ledger (1)');
    expect(text).toContain('is gone');
    expect(text).not.toMatch(/<img|\]\(command:|lines \| /);
  });
});
