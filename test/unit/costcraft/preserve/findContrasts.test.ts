import { describe, expect, it } from 'vitest';
import { findContrasts } from '../../../../src/core/costcraft/preserve/findContrasts.ts';
import type { SessionTraits } from '../../../../src/core/costcraft/preserve/sessionTraits.ts';
import { shuffledOutcomes } from '../../../bench/distill/shuffledOutcomes.ts';

let next = 0;
const session = (
  outcome: SessionTraits['outcome'],
  shown: string[],
  absent: string[],
  more: Partial<SessionTraits> = {},
): SessionTraits => {
  const n = next++;
  return { project: '/repo', kind: 'fix', task: `task ${n}`, start: `start ${n}`, outcome, shown, absent, ...more };
};
const many = (count: number, make: () => SessionTraits): SessionTraits[] => Array.from({ length: count }, make);
const with_ = (outcome: SessionTraits['outcome'], more?: Partial<SessionTraits>): SessionTraits =>
  session(outcome, ['verify-last'], ['plan-first'], more);
const without = (outcome: SessionTraits['outcome'], more?: Partial<SessionTraits>): SessionTraits =>
  session(outcome, ['plan-first'], ['verify-last'], more);

describe('findContrasts', () => {
  const clear = [
    ...many(8, () => with_('success')),
    ...many(2, () => without('success')),
    ...many(1, () => with_('failure')),
    ...many(7, () => without('failure')),
  ];

  it('finds what successes show and failures do not', () => {
    const contrasts = findContrasts(clear);
    expect([...contrasts.keys()]).toEqual(['verify-last']);
    const contrast = contrasts.get('verify-last');
    expect(contrast).toMatchObject({ successes: { with: 8, of: 10 }, failures: { with: 1, of: 8 }, test: 'exact' });
    expect(contrast?.p).toBeLessThan(0.01);
    expect(contrast?.q).toBeGreaterThanOrEqual(contrast?.p ?? 1);
  });

  it('finds nothing without failures, with too few sessions, or where outcomes are not known', () => {
    expect(findContrasts([...many(20, () => with_('success')), ...many(20, () => without('success'))]).size).toBe(0);
    expect(findContrasts([...many(4, () => with_('success')), ...many(2, () => without('failure'))]).size).toBe(0);
    expect(findContrasts(clear.map((one) => ({ ...one, outcome: 'unknown' as const }))).size).toBe(0);
    expect(findContrasts([]).size).toBe(0);
  });

  it('takes a session that ended partly well for one that did not end well', () => {
    const partly = clear.map((one) => (one.outcome === 'failure' ? { ...one, outcome: 'partial' as const } : one));
    expect(findContrasts(partly).get('verify-last')?.failures).toEqual({ with: 1, of: 8 });
  });

  it('compares within types of task: what only goes with an easy task is no behaviour to keep', () => {
    // Easy tasks end well and show it, hard ones end badly and do not; within each nothing goes together.
    const mixed = [
      ...many(10, () => with_('success', { kind: 'docs' })),
      ...many(1, () => with_('failure', { kind: 'docs' })),
      ...many(10, () => without('failure', { kind: 'feature' })),
      ...many(1, () => without('success', { kind: 'feature' })),
    ];
    expect(findContrasts(mixed).size).toBe(0);
    // As one type of task it would look like a strong one.
    expect(findContrasts(mixed.map((one) => ({ ...one, kind: 'fix' as const }))).get('verify-last')?.p).toBeLessThan(0.001);
  });

  it('adds up what several types of task say', () => {
    const two = [...clear, ...clear.map((one) => ({ ...one, kind: 'feature' as const, start: `other ${one.start}` }))];
    const contrast = findContrasts(two).get('verify-last');
    expect(contrast).toMatchObject({ test: 'cmh', successes: { with: 16, of: 20 } });
    expect(contrast?.p).toBeLessThan(findContrasts(clear).get('verify-last')?.p ?? 0);
  });

  it('lets what is of an unknown type say nothing, unless it is the same request', () => {
    const unknown = clear.map(({ kind, ...one }) => (kind ? one : one));
    expect(findContrasts(unknown).size).toBe(0);
    expect(findContrasts(unknown.map((one) => ({ ...one, task: 'same' }))).size).toBe(1);
    const nowhere = clear.map(({ project, ...one }) => (project ? one : one));
    expect(findContrasts(nowhere).size).toBe(0);
  });

  it('counts a session and one that goes on from it once', () => {
    const copies = clear.map((one) => ({ ...one, start: one.outcome === 'failure' ? 'same' : one.start }));
    expect(findContrasts(copies).size).toBe(0);
  });

  it('tests behaviours of the very same sessions once, and names the plainest', () => {
    const doubled = clear.map((one) => ({
      ...one,
      shown: one.shown.flatMap((trait) => (trait === 'verify-last' ? [trait, 'order:read,edit,test'] : [trait])),
    }));
    expect([...findContrasts(doubled).keys()]).toEqual(['verify-last']);
    expect(findContrasts(doubled).get('verify-last')?.q).toBe(findContrasts(clear).get('verify-last')?.q);
  });

  it('takes an order that was not seen for one that was not there, a behaviour without opportunity for unknown', () => {
    const order = 'order:read,edit,test';
    const sessions = [...many(8, () => session('success', [order], [])), ...many(8, () => session('failure', ['search-first'], []))];
    expect(findContrasts(sessions).get(order)?.failures).toEqual({ with: 0, of: 8 });
    const noChance = [...many(8, () => with_('success')), ...many(8, () => session('failure', ['search-first'], []))];
    expect(findContrasts(noChance).has('verify-last')).toBe(false);
  });

  it('does not depend on the order of the sessions', () => {
    expect([...findContrasts([...clear].reverse())]).toEqual([...findContrasts(clear)]);
  });

  it('finds chance no more often than it says, and a planted behaviour four times in five', () => {
    const figures = shuffledOutcomes();
    expect(figures.falseRounds).toBeLessThanOrEqual(0.1);
    expect(figures.falseShare).toBeLessThanOrEqual(0.1);
    expect(figures.found).toBeGreaterThanOrEqual(0.8);
  });
});
