import { describe, expect, it } from 'vitest';
import { noteSession } from '../../../src/core/costcraft/noteSession.ts';
import { openNotes, type OpenNotes } from '../../../src/core/costcraft/openNotes.ts';
import { Redraws } from '../../../src/core/costcraft/redraws.ts';
import { UNITS_PER_USD } from '../../../src/core/session/money.ts';
import { buildSession } from './buildSession.ts';

const sample = noteSession(buildSession({ id: 's', turns: [{ say: 'Hm.' }] }));
const sessionsOf = (count: number): OpenNotes[] =>
  openNotes(Array.from({ length: count }, (_, i) => ({ ...sample, id: `s${String(i).padStart(3, '0')}` })));
const same = (usd: number) => ({ low: BigInt(Math.round(usd * 1e6)) * (UNITS_PER_USD / 1_000_000n), mid: 0n, high: 0n });
const figures = (usd: number) => ({ ...same(usd), mid: same(usd).low, high: same(usd).low });

describe('redraws', () => {
  it('leave alone what every session shows alike, and widen what few do', () => {
    const sessions = sessionsOf(40);
    const redraws = new Redraws(sessions);
    const alike = redraws.interval(new Map(sessions.map((session) => [session, figures(1)])));
    expect(alike).toEqual({ low: 40n * UNITS_PER_USD, mid: 40n * UNITS_PER_USD, high: 40n * UNITS_PER_USD });
    // Two of forty: one in seven draws has neither.
    const few = redraws.interval(new Map(sessions.slice(0, 2).map((session) => [session, figures(1)])));
    expect(few).toEqual({ low: 0n, mid: 2n * UNITS_PER_USD, high: 4n * UNITS_PER_USD });
  });

  it('give the same interval each time', () => {
    const sessions = sessionsOf(25);
    const values = new Map(sessions.map((session, i) => [session, figures(i / 10)]));
    expect(new Redraws(sessions).interval(values)).toEqual(new Redraws(sessions).interval(values));
  });

  it('hold what another sample of the same kind saves about as often as they claim', () => {
    // Sums of 60 sessions with a skewed saving each; the interval of the one half is held against the expected sum.
    let state = 1;
    const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const sessions = sessionsOf(60);
    const redraws = new Redraws(sessions);
    let hits = 0;
    for (let run = 0; run < 200; run++) {
      const values = new Map(sessions.map((session) => [session, figures(-Math.log(next()))]));
      const { low, high } = redraws.interval(values);
      if (low <= 60n * UNITS_PER_USD && 60n * UNITS_PER_USD <= high) hits++;
    }
    expect(hits / 200).toBeGreaterThan(0.84);
    expect(hits / 200).toBeLessThan(0.95);
  });
});
