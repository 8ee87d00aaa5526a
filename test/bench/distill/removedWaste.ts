import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import { savingOf } from '../../../src/core/cost/simulateBill.ts';
import { toUsd } from '../../../src/core/session/money.ts';
import { Random } from '../../soak/random.ts';
import { analyzeRecords } from './analyzeRecords.ts';
import { lookOf } from './looks.ts';
import { putIn, tellableGaps, type Insertion } from './putIn.ts';
import type { RawSession } from './rawSession.ts';
import type { Source } from './sources.ts';

/** One session with steps put in and taken out again on paper. Dollars. */
export interface Removal {
  session: string;
  /** Whether the steps made turns of their own, or joined those that were there. */
  way: 'own turns' | 'joined';
  steps: number;
  low: number;
  mid: number;
  high: number;
  /** What the bills with and without them differ by. */
  truth: number;
}

/**
 * E4: puts repetitions into a session, asks what it would save to leave them out, and compares with the difference of the two bills, each
 * computed from its own records.
 */
export function runRemovedWaste(sources: Iterable<Source>, seed: number, atMost: number): Removal[] {
  const removals: Removal[] = [];
  for (const source of sources) {
    const before = analyzeRecords(source.open().records, source.name).attributed.total;
    for (const way of ['own turns', 'joined'] as const) {
      const raw = source.open();
      const { insertions, ids } = planRepetitions(raw, atMost, new Random(seed, way, source.name), way);
      if (ids.size === 0) continue;
      const after = analyzeRecords(putIn(raw, insertions), source.name);
      const truth = toUsd(after.attributed.total - before);
      if (truth <= 0) continue;
      const saving = savingOf(
        after.attributed,
        toolSteps(after, ids).map((toolStep) => ({ kind: 'step', toolStep })),
      );
      removals.push({
        session: source.name,
        way,
        steps: ids.size,
        low: toUsd(saving.low),
        mid: toUsd(saving.mid),
        high: toUsd(saving.high),
        truth,
      });
    }
  }
  return removals;
}

function planRepetitions(
  raw: RawSession,
  atMost: number,
  random: Random,
  way: Removal['way'],
): { insertions: Insertion[]; ids: Set<string> } {
  const insertions: Insertion[] = [];
  const ids = new Set<string>();
  const gaps = new Set<number>();
  const places = tellableGaps(raw);
  if (places.length === 0) return { insertions, ids };
  for (const use of random.shuffled(raw.uses.filter((one) => lookOf(one)))) {
    if (ids.size >= atMost) break;
    const gap = random.pick(places);
    if (gaps.has(gap)) continue;
    gaps.add(gap);
    const id = `toolu_01again${ids.size}`;
    ids.add(id);
    const piece = { kind: 'use' as const, id, name: use.name, input: use.input, result: use.result };
    insertions.push({ after: gap, pieces: [piece], ...(way === 'joined' && { joined: true as const }) });
  }
  return { insertions, ids };
}

function toolSteps({ steps }: AnalyzedSession, ids: ReadonlySet<string>) {
  return steps.flatMap(({ entry }) => (entry.kind === 'tool' && ids.has(entry.toolCallId) ? [entry] : []));
}
