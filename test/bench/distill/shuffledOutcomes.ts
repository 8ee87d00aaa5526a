import { findContrasts } from '../../../src/core/costcraft/preserve/findContrasts.ts';
import type { SessionTraits } from '../../../src/core/costcraft/preserve/sessionTraits.ts';
import { orderTrait, PLAIN_TRAITS } from '../../../src/core/costcraft/preserve/traits.ts';
import { Random } from '../../soak/random.ts';

/** Highest q at which a contrast becomes a rule, as the proof gate has it. */
const Q = 0.1;

const PLANTED = 'verify-last';

export interface ShuffleFigures {
  rounds: number;
  /** Share of the rounds with shuffled outcomes in which anything at all was found: each of those is false. */
  falseRounds: number;
  /** Share of the rounds in which the planted behaviour was found. */
  found: number;
  /** Mean share of the behaviours found beside the planted one: false too, with the planted one among them. */
  falseShare: number;
}

export interface ShuffleOptions {
  rounds?: number;
  sessions?: number;
  seed?: number;
  /** Real sessions: their behaviours as they are, with outcomes drawn for them. Without it they are made up. */
  base?: readonly SessionTraits[];
}

/**
 * E5. First the outcomes are dealt out by lot, half of them good: whatever is found then is false. Then one behaviour is planted, in 90 % of
 * the successes and 30 % of the failures, among others that hang together in threes, as real ones do. The same seed gives the same figures.
 */
export function shuffledOutcomes({ rounds = 200, sessions = 40, seed = 5, base }: ShuffleOptions = {}): ShuffleFigures {
  const random = new Random(seed);
  let [falseRounds, found, falseShare] = [0, 0, 0];
  for (let round = 0; round < rounds; round++) {
    const shuffled = dealOutcomes(base ?? makeSessions(random, sessions), random);
    if (significant(shuffled).length > 0) falseRounds++;
    const planted = significant(plant(dealOutcomes(makeSessions(random, sessions), random), random));
    if (planted.includes(PLANTED)) found++;
    if (planted.length > 0) falseShare += planted.filter((trait) => trait !== PLANTED).length / planted.length;
  }
  return { rounds, falseRounds: falseRounds / rounds, found: found / rounds, falseShare: falseShare / rounds };
}

function significant(sessions: readonly SessionTraits[]): string[] {
  return [...findContrasts(sessions)].filter(([, { q }]) => q <= Q).map(([trait]) => trait);
}

const WORKS = ['search', 'read', 'edit', 'test', 'diff'] as const;

function makeSessions(random: Random, count: number): SessionTraits[] {
  const orders = WORKS.flatMap((a) =>
    WORKS.flatMap((b) => (a === b ? [] : WORKS.flatMap((c) => (b === c ? [] : [orderTrait('order', [a, b, c])])))),
  );
  const plain = Object.keys(PLAIN_TRAITS);
  return Array.from({ length: count }, (_, i): SessionTraits => {
    const shown: string[] = [];
    const absent: string[] = [];
    let mood = 0;
    [...plain, ...orders].forEach((trait, at) => {
      if (at % 3 === 0) mood = random.next();
      const isShown = 0.6 * mood + 0.4 * random.next() < 0.25 + 0.1 * (at % 6);
      (isShown ? shown : absent).push(trait);
    });
    return { project: '/repo', kind: i % 2 === 0 ? 'fix' : 'feature', task: `${i}`, outcome: 'unknown', start: `${i}`, shown, absent };
  });
}

function dealOutcomes(sessions: readonly SessionTraits[], random: Random): SessionTraits[] {
  const lots = sessions.map((_, i) => ({ i, lot: random.next() })).sort((a, b) => a.lot - b.lot);
  const good = new Set(lots.slice(0, Math.ceil(sessions.length / 2)).map(({ i }) => i));
  return sessions.map((session, i) => ({ ...session, outcome: good.has(i) ? 'success' : 'failure' }));
}

function plant(sessions: readonly SessionTraits[], random: Random): SessionTraits[] {
  return sessions.map((session) => {
    const isShown = random.next() < (session.outcome === 'success' ? 0.9 : 0.3);
    const without = (list: readonly string[]): string[] => list.filter((trait) => trait !== PLANTED);
    const [shown, absent] = [without(session.shown), without(session.absent)];
    (isShown ? shown : absent).push(PLANTED);
    return { ...session, shown, absent };
  });
}
