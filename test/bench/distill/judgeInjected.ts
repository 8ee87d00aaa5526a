import type { AnalyzedSession, Step } from '../../../src/core/card/findings.ts';
import { findUpstreamRedundancy } from '../../../src/core/card/findUpstreamRedundancy.ts';
import { ANALYSTS } from '../../../src/core/costcraft/analysts.ts';
import { viewSession } from '../../../src/core/costcraft/sessionView.ts';
import type { Labelled } from './wasteForm.ts';

/** Who said that a step repeats an earlier one. */
export const JUDGES = ['ours', 'card', 'costcraft', 'upstream', 'identical'] as const;
export type JudgeName = (typeof JUDGES)[number];

export type Verdicts = Record<JudgeName, ReadonlySet<string>>;

/**
 * The ids of the tool uses that each rule calls repetitions. Of ours those findings count that name the step which was needed: that a result
 * is too large or was never used is another statement, and may well be true of a decoy, which nothing later refers to.
 */
export function judgeSession(analyzed: AnalyzedSession): Verdicts {
  const card = idsOf(analyzed.clusters.flatMap(({ needed, wasted }) => (needed ? wasted : [])));
  const view = viewSession(analyzed);
  const instances = ANALYSTS.flatMap((analyst) => analyst(view))
    .filter(({ lane, contradicts }) => lane === 'prune' && !contradicts)
    .map(({ instance }) => instance)
    .filter(({ evidence, removals }) => removals.mid.kind !== 'remove-call' && evidence.some(({ role }) => role === 'needed'));
  const costcraft = idsOf(instances.map(({ step }) => step));
  return {
    ours: new Set([...card, ...costcraft]),
    card,
    costcraft,
    upstream: idsOf(findUpstreamRedundancy(analyzed.steps).flatMap(({ wasted }) => wasted)),
    identical: sameArguments(analyzed.steps),
  };
}

function idsOf(steps: readonly Step[]): Set<string> {
  return new Set(steps.flatMap(({ entry }) => (entry.kind === 'tool' ? [entry.toolCallId] : [])));
}

/** The plainest rule: the same tool with the same arguments, to the letter. */
function sameArguments(steps: readonly Step[]): Set<string> {
  const asked = new Set<string>();
  const again = new Set<string>();
  for (const { entry } of steps) {
    if (entry.kind !== 'tool') continue;
    const key = `${entry.name} ${JSON.stringify(entry.args)}`;
    if (asked.has(key)) again.add(entry.toolCallId);
    asked.add(key);
  }
  return again;
}

/** How often a rule was right. */
export interface Score {
  waste: number;
  decoys: number;
  found: number;
  wrong: number;
}

export function score(labelled: readonly Labelled[], flagged: ReadonlySet<string>): Score {
  const of = (label: Labelled['label']): Labelled[] => labelled.filter((item) => item.label === label);
  const hits = (items: readonly Labelled[]): number => items.filter(({ id }) => flagged.has(id)).length;
  const [waste, decoys] = [of('waste'), of('decoy')];
  return { waste: waste.length, decoys: decoys.length, found: hits(waste), wrong: hits(decoys) };
}

export function addScores(scores: readonly Score[]): Score {
  const sum = (key: keyof Score): number => scores.reduce((total, one) => total + one[key], 0);
  return { waste: sum('waste'), decoys: sum('decoys'), found: sum('found'), wrong: sum('wrong') };
}

/** Share of what was flagged that is waste; undefined where nothing was flagged. */
export function precisionOf({ found, wrong }: Score): number | undefined {
  return found + wrong === 0 ? undefined : found / (found + wrong);
}

/** Share of the waste that was flagged. */
export function recallOf({ found, waste }: Score): number | undefined {
  return waste === 0 ? undefined : found / waste;
}
