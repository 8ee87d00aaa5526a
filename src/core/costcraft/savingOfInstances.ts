import { capSaving, simulateRemovals } from '../cost/billModel.ts';
import { parseUsd, ZERO, type Money } from '../session/money.ts';
import type { CandidateInstance } from './candidate.ts';
import type { OpenNotes } from './openNotes.ts';

export interface Figures {
  low: Money;
  mid: Money;
  high: Money;
}

/**
 * What each session would have cost less without these instances: one simulated bill a session with all its removals at once, because
 * savings within a session overlap. low <= mid <= high, and none is below zero.
 */
export function figuresBySession(instances: readonly CandidateInstance[]): Map<OpenNotes, Figures> {
  const bySession = new Map<OpenNotes, CandidateInstance[]>();
  for (const instance of instances) {
    const own = bySession.get(instance.session);
    if (own) own.push(instance);
    else bySession.set(instance.session, [instance]);
  }
  return new Map([...bySession].map(([session, own]) => [session, figuresOf(session, own)]));
}

function figuresOf({ bill, usd }: OpenNotes, own: readonly CandidateInstance[]): Figures {
  const removals = own.flatMap(({ noted }) => (noted.removals ? [noted.removals] : []));
  const simulate = (level: keyof Figures): Figures =>
    capSaving(
      simulateRemovals(
        bill,
        removals.map((removal) => removal[level]),
      ),
      usd,
    );
  const extra = own.reduce((sum, { noted }) => sum + (noted.extra === undefined ? ZERO : parseUsd(noted.extra)), ZERO);
  const { mid } = simulate('mid');
  const low = simulate('low').low - extra;
  const { high } = simulate('high');
  return { low: low < ZERO ? ZERO : low < mid ? low : mid, mid, high: high > mid ? high : mid };
}

/** Sessions are separate bills, so their figures add up. */
export function sumFigures(figures: Iterable<Figures>): Figures {
  const sum: Figures = { low: ZERO, mid: ZERO, high: ZERO };
  for (const { low, mid, high } of figures) {
    sum.low += low;
    sum.mid += mid;
    sum.high += high;
  }
  return sum;
}
