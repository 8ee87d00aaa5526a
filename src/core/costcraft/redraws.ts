import { ZERO, type Money } from '../session/money.ts';
import type { OpenNotes } from './openNotes.ts';
import { sumFigures, type Figures } from './savingOfInstances.ts';

export const DRAWS = 400;

/** Share of the draws that lie outside an interval at either end. */
const TAIL = 0.05;

/**
 * Draws as many sessions as there are, with replacement, a few hundred times (a bootstrap): how much a sum over the sessions owes to the
 * choice of just these. The draws come from a generator with a fixed seed, so that the same sessions give the same interval.
 */
export class Redraws {
  readonly #numbers: ReadonlyMap<OpenNotes, number>;
  /** How often each session is in each draw. */
  readonly #counts: Uint16Array[];

  constructor(sessions: readonly OpenNotes[]) {
    this.#numbers = new Map(sessions.map((session, i) => [session, i]));
    const next = createGenerator();
    this.#counts = Array.from({ length: DRAWS }, () => {
      const counts = new Uint16Array(sessions.length);
      for (let i = 0; i < sessions.length; i++) {
        const drawn = Math.floor(next() * sessions.length);
        counts[drawn] = (counts[drawn] ?? 0) + 1;
      }
      return counts;
    });
  }

  /**
   * The figures of all sessions, with `low` and `high` widened to what 90 % of the draws keep within: low from the low figures, high from
   * the high ones. Sessions without figures count as saving nothing.
   */
  interval(figures: ReadonlyMap<OpenNotes, Figures>): Figures {
    const sum = sumFigures(figures.values());
    const lowest = this.#quantile(figures, 'low', TAIL);
    const highest = this.#quantile(figures, 'high', 1 - TAIL);
    return { low: lowest < sum.low ? lowest : sum.low, mid: sum.mid, high: highest > sum.high ? highest : sum.high };
  }

  #quantile(figures: ReadonlyMap<OpenNotes, Figures>, level: 'low' | 'high', share: number): Money {
    const values = [...figures].map(([session, own]) => ({
      number: this.#numbers.get(session) ?? -1,
      exact: own[level],
      rough: Number(own[level]),
    }));
    const sums = this.#counts.map((counts, draw) => ({
      draw,
      // Rough sums are good enough to sort by; the one that is chosen is added up exactly.
      sum: values.reduce((sum, { number, rough }) => sum + (counts[number] ?? 0) * rough, 0),
    }));
    sums.sort((a, b) => a.sum - b.sum || a.draw - b.draw);
    const chosen = this.#counts[sums[Math.round(share * (DRAWS - 1))]?.draw ?? 0];
    return values.reduce((sum, { number, exact }) => sum + BigInt(chosen?.[number] ?? 0) * exact, ZERO);
  }
}

/** Marsaglia's xorshift with 32 bits: 0 <= x < 1. */
function createGenerator(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
