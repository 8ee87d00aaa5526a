import { buildPatch, type PatchRun } from './buildPatch.ts';
import type { Candidate } from './candidate.ts';
import { isContradicted } from './counterfactual.ts';
import type { DistillInput } from './distillOptions.ts';
import { budgetGate, fileGate, type RuleBudget } from './fileGates.ts';
import * as gates from './gates.ts';
import { narrowScope } from './narrowScope.ts';
import type { Patch } from './patch.ts';
import { ZERO } from '../session/money.ts';
import { orderOfChoice, orderOfTelling, rank } from './rankPatches.ts';

export interface Judged {
  candidate: Candidate;
  patch: Patch;
}

export interface Admission {
  /** In the order in which they were chosen. */
  chosen: Judged[];
  turnedAway: Patch[];
}

export interface AdmissionRun extends PatchRun {
  input: DistillInput;
  budget: RuleBudget;
}

/** Makes patches of candidates and lets them through the gates, in order: each alone, then one of those on a topic, then as many as fit. */
export function admitPatches(candidates: readonly Candidate[], run: AdmissionRun): Admission {
  const turnedAway: Patch[] = [];
  const turnAway = (patch: Patch, reason: string): void => {
    turnedAway.push({ ...patch, status: 'rejected', reason });
  };
  const standing: Judged[] = [];
  for (const candidate of candidates) {
    if (candidate.instances.length === 0) continue;
    const judged = judgeInScope(candidate, run);
    const failed = judged.patch.gates.find((gate) => !gate.pass);
    if (failed) turnAway(judged.patch, `${failed.gate}: ${failed.because}`);
    else standing.push(judged);
  }

  const topics = new Map<string, Judged[]>();
  for (const judged of standing) topics.set(judged.candidate.topic, [...(topics.get(judged.candidate.topic) ?? []), judged]);
  const winners = [...topics.values()].map((rivals) => {
    const [winner, ...losers] = settle(rivals, run);
    for (const { patch } of losers) turnAway(patch, `${winner.patch.id} advises about the same thing and comes first`);
    return winner;
  });

  const chosen: Judged[] = [];
  const order = orderOfChoice(run.options);
  for (const { candidate, patch } of winners.sort((a, b) => order(a.patch, b.patch))) {
    const before = chosen.map((entry) => entry.patch);
    const last = [budgetGate(patch, run.input.skill.text, before, run.budget), fileGate(patch, run.input.skill.text, before)];
    const complete: Patch = { ...patch, gates: [...patch.gates, ...last] };
    const failed = last.find((gate) => !gate.pass);
    if (failed) turnAway(complete, `${failed.gate}: ${failed.because}`);
    else chosen.push({ candidate, patch: { ...complete, status: 'admitted' } });
  }
  return { chosen, turnedAway };
}

/** A rule for one project counts what was seen in it; one that others contradict is judged by it. */
function judgeInScope(candidate: Candidate, run: AdmissionRun): Judged {
  const { own } = run;
  if (!own || (candidate.scope !== 'project' && !isContradicted(candidate))) return judgeCandidate(candidate, run, false);
  const narrowed = narrowScope(candidate, own);
  if (narrowed.instances.length > 0) return judgeCandidate(narrowed, run, false);
  return judgeCandidate(candidate, run, candidate.scope === 'project');
}

function judgeCandidate(candidate: Candidate, run: AdmissionRun, isElsewhere: boolean): Judged {
  const { input, options, sessions } = run;
  const patch = buildPatch(candidate, run);
  const texts = [{ file: input.skill.file, text: input.skill.text }, ...input.context];
  patch.gates = [
    gates.schemaGate(patch),
    gates.evidenceGate(
      patch,
      sessions.map(({ notes }) => notes),
    ),
    gates.proofGate(patch, options),
    gates.supportGate(patch, isElsewhere, options),
    gates.generalityGate(patch, candidate.draft),
    gates.scopeGate(patch, input.skill.everyProject === true),
    gates.safetyGate(patch),
    gates.noveltyGate(patch, texts, input.rejected),
    gates.netSavingGate(
      patch,
      options,
      sessions.reduce((sum, { usd }) => sum + usd, ZERO),
    ),
  ];
  return { candidate, patch };
}

/**
 * Of several rules about one thing, the one that stands first: where the sessions of the skill's own project tell them apart, what they
 * tell decides; else the lane and its proof.
 */
function settle(rivals: readonly Judged[], run: AdmissionRun): [Judged, ...Judged[]] {
  const order = orderOfTelling(run.options);
  const sorted = [...rivals].sort((a, b) => rank(a.patch) - rank(b.patch) || order(a.patch, b.patch));
  const [first, ...others] = sorted as [Judged, ...Judged[]];
  const { own } = run;
  if (others.length === 0 || !own) return [first, ...others];
  const narrowed = sorted.map(({ candidate }) => {
    const here = narrowScope(candidate, own);
    return here.instances.length > 0 ? judgeCandidate(here, run, false) : undefined;
  });
  const at = narrowed.findIndex((judged) => judged?.patch.gates.every((gate) => gate.pass));
  const winner = narrowed[at];
  return winner ? [winner, ...sorted.filter((_, i) => i !== at)] : [first, ...others];
}
