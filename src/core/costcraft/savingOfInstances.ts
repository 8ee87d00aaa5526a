import type { AttributedSession } from '../cost/attributedSession.ts';
import { savingOf } from '../cost/simulateBill.ts';
import { ZERO, type Money } from '../session/money.ts';
import type { Instance } from './candidate.ts';

export interface Figures {
  low: Money;
  mid: Money;
  high: Money;
}

/**
 * What the sessions would have cost less without these instances: one simulated bill a session with all its removals at once, because
 * savings within a session overlap; sessions are separate bills and add up.
 */
export function savingOfInstances(instances: readonly Instance[]): Figures {
  const bySession = new Map<AttributedSession, Instance[]>();
  for (const instance of instances) {
    const { attributed } = instance.session;
    bySession.set(attributed, [...(bySession.get(attributed) ?? []), instance]);
  }
  const figures: Figures = { low: ZERO, mid: ZERO, high: ZERO };
  for (const [attributed, own] of bySession) {
    const extra = own.reduce((sum, instance) => sum + instance.extra, ZERO);
    const careful =
      savingOf(
        attributed,
        own.map((i) => i.removals.low),
      ).low - extra;
    figures.low += careful > ZERO ? careful : ZERO;
    figures.mid += savingOf(
      attributed,
      own.map((i) => i.removals.mid),
    ).mid;
    figures.high += savingOf(
      attributed,
      own.map((i) => i.removals.high),
    ).high;
  }
  if (figures.low > figures.mid) figures.low = figures.mid;
  return figures;
}
