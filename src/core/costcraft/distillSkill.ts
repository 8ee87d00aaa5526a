import type { AnalyzedSession } from '../card/findings.ts';
import { formatUsdExact, ZERO } from '../session/money.ts';
import { hashSkill } from '../skill/hashSkill.ts';
import { buildPatch } from './buildPatch.ts';
import type { Candidate, Observation } from './candidate.ts';
import { dropRefuted } from './counterfactual.ts';
import { detectOversize } from './detectOversize.ts';
import { detectRepairs } from './detectRepairs.ts';
import { detectRepetition } from './detectRepetition.ts';
import { Cancelled, type DistillInput } from './distillOptions.ts';
import * as gates from './gates.ts';
import { byNet, byWorth, mergeCandidates, rank } from './mergeCandidates.ts';
import type { Patch, PatchSet } from './patch.ts';
import { savingOfInstances } from './savingOfInstances.ts';
import { viewSession, type SessionView } from './sessionView.ts';

/** An analyst: reads one session, knows nothing of the others. */
const ANALYSTS: readonly ((view: SessionView) => Observation[])[] = [detectOversize, detectRepetition, detectRepairs];

/**
 * Distils rules for one skill from analysed sessions, without any model: analysts, counterfactual checks, gates, merge. The same sessions give
 * the same bytes, in whatever order they come. Yields to the event loop between sessions, so that progress shows and a run can be
 * cancelled; writes nothing. Throws Cancelled.
 */
export async function distillSkill(input: DistillInput): Promise<PatchSet> {
  const sessions = [...input.sessions].sort(bySession);
  const views: SessionView[] = [];
  const observations: Observation[] = [];
  for (const [i, analyzed] of sessions.entries()) {
    if (input.cancelled?.()) throw new Cancelled();
    await input.onProgress?.(i, sessions.length, pathOf(analyzed));
    const view = viewSession(analyzed);
    views.push(view);
    for (const analyst of ANALYSTS) observations.push(...analyst(view));
  }
  await input.onProgress?.(sessions.length, sessions.length, input.skill.file);
  if (input.cancelled?.()) throw new Cancelled();

  const candidates = mergeCandidates(observations, views).map(dropRefuted);
  const admitted = admit(candidates, sessions, input);
  const bill = sessions.reduce((sum, { attributed }) => sum + attributed.total, ZERO);
  const instances = admitted.chosen.flatMap(({ candidate }) => candidate.instances);
  return {
    skill: { file: input.skill.file, baseHash: hashSkill(input.skill.text), isNew: input.skill.isNew },
    patches: admitted.chosen.map(({ patch }) => patch).sort(byNet),
    notAdmitted: admitted.turnedAway.sort(byNet),
    advice: [],
    together: { saved: formatUsdExact(savingOfInstances(instances).mid), of: formatUsdExact(bill) },
    sessions: sessions.map((analyzed) => ({
      id: analyzed.attributed.session.id,
      path: pathOf(analyzed),
      usd: formatUsdExact(analyzed.attributed.total),
    })),
  };
}

interface Judged {
  candidate: Candidate;
  patch: Patch;
}

function admit(
  candidates: readonly Candidate[],
  sessions: readonly AnalyzedSession[],
  input: DistillInput,
): { chosen: Judged[]; turnedAway: Patch[] } {
  const { skill, context, rejected } = input;
  const target = { file: skill.file, baseHash: hashSkill(skill.text) };
  const bills = sessions.map(({ attributed }) => attributed);
  const texts = [{ file: skill.file, text: skill.text }, ...context];
  const judged: Judged[] = candidates
    .filter((candidate) => candidate.instances.length > 0)
    .map((candidate) => {
      const patch = buildPatch(candidate, target, bills);
      patch.gates = [
        gates.schemaGate(patch),
        gates.evidenceGate(patch, sessions),
        gates.proofGate(patch),
        gates.supportGate(patch),
        gates.generalityGate(patch, candidate.draft),
        gates.scopeGate(patch, skill.everyProject === true),
        gates.safetyGate(patch),
        gates.noveltyGate(patch, texts, rejected),
        gates.netSavingGate(patch),
      ];
      return { candidate, patch };
    });

  const turnedAway: Patch[] = [];
  const turnAway = (patch: Patch, reason: string): void => {
    turnedAway.push({ ...patch, status: 'rejected', reason });
  };
  const standing = judged.filter(({ patch }) => {
    const failed = patch.gates.find((gate) => !gate.pass);
    if (failed) turnAway(patch, `${failed.gate}: ${failed.because}`);
    return !failed;
  });

  const byTopic = new Map<string, Judged>();
  for (const entry of standing.sort((a, b) => rank(a.patch) - rank(b.patch) || byNet(a.patch, b.patch))) {
    const winner = byTopic.get(entry.candidate.topic);
    if (winner) turnAway(entry.patch, `${winner.patch.id} advises about the same thing and comes first`);
    else byTopic.set(entry.candidate.topic, entry);
  }

  const chosen: Judged[] = [];
  for (const { candidate, patch } of [...byTopic.values()].sort((a, b) => byWorth(a.patch, b.patch))) {
    const before = chosen.map((entry) => entry.patch);
    const last = [gates.budgetGate(patch, skill.text, before), gates.fileGate(patch, skill.text, before)];
    const complete: Patch = { ...patch, gates: [...patch.gates, ...last] };
    const failed = last.find((gate) => !gate.pass);
    if (failed) turnAway(complete, `${failed.gate}: ${failed.because}`);
    else chosen.push({ candidate, patch: { ...complete, status: 'admitted' } });
  }
  return { chosen, turnedAway };
}

function bySession(a: AnalyzedSession, b: AnalyzedSession): number {
  const [x, y] = [a.attributed.session, b.attributed.session];
  const started = (x.startedAt ?? Infinity) - (y.startedAt ?? Infinity);
  if (started !== 0 && !Number.isNaN(started)) return started;
  if (x.id !== y.id) return x.id < y.id ? -1 : 1;
  return pathOf(a) < pathOf(b) ? -1 : 1;
}

function pathOf({ attributed }: AnalyzedSession): string {
  return attributed.session.sources[0]?.path ?? '';
}
