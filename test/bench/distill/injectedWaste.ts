import { Random } from '../../soak/random.ts';
import { analyzeRecords } from './analyzeRecords.ts';
import { addScores, judgeSession, JUDGES, score, type JudgeName, type Score } from './judgeInjected.ts';
import { planInjections, type Tier } from './planInjections.ts';
import { putIn } from './putIn.ts';
import type { Source } from './sources.ts';

export const TIERS: readonly Tier[] = [1, 2, 3];

/** What one rule made of one tier, over all sessions of a half. */
export type TierScores = Record<JudgeName, Score>;

/** A step that our rule judged wrongly: what to look at. */
export interface Mistake {
  session: string;
  tier: Tier;
  label: 'waste' | 'decoy';
  form: string;
  step: number;
}

export interface InjectedWaste {
  tiers: Record<Tier, TierScores>;
  mistakes: Mistake[];
  sessions: number;
}

/** E1: each session three times, once a tier, with up to `atMost` steps of waste and as many decoys put in. */
export function runInjectedWaste(sources: Iterable<Source>, seed: number, atMost: number): InjectedWaste {
  const scores: Record<Tier, Record<JudgeName, Score[]>> = { 1: none(), 2: none(), 3: none() };
  const mistakes: Mistake[] = [];
  let sessions = 0;
  for (const source of sources) {
    sessions++;
    for (const tier of TIERS) {
      const raw = source.open();
      const plan = planInjections(raw, tier, atMost, new Random(seed, tier, source.name));
      if (plan.labelled.length === 0) continue;
      const analyzed = analyzeRecords(putIn(raw, plan.insertions), source.name);
      const verdicts = judgeSession(analyzed);
      for (const judge of JUDGES) scores[tier][judge].push(score(plan.labelled, verdicts[judge]));
      const steps = new Map(analyzed.steps.flatMap(({ n, entry }) => (entry.kind === 'tool' ? [[entry.toolCallId, n] as const] : [])));
      for (const { id, label, form } of plan.labelled) {
        const step = steps.get(id);
        if (step === undefined) throw new Error(`${source.name}: a step that was put in did not come out (${form})`);
        if (verdicts.ours.has(id) !== (label === 'waste')) mistakes.push({ session: source.name, tier, label, form, step });
      }
    }
  }
  const sum = (of: Record<JudgeName, Score[]>): TierScores =>
    Object.fromEntries(JUDGES.map((judge) => [judge, addScores(of[judge])])) as TierScores;
  return { tiers: { 1: sum(scores[1]), 2: sum(scores[2]), 3: sum(scores[3]) }, mistakes, sessions };
}

function none(): Record<JudgeName, Score[]> {
  return Object.fromEntries(JUDGES.map((judge) => [judge, []])) as unknown as Record<JudgeName, Score[]>;
}
