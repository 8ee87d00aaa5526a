import { formatUsdExact, ZERO } from '../session/money.ts';
import { estimateTokens } from '../skill/estimateTokens.ts';
import { formatRule, readRules, type ManagedRule } from '../skill/managedRules.ts';
import { hashSkill } from '../skill/hashSkill.ts';
import { admitPatches, type Admission, type AdmissionRun, type Judged } from './admitPatches.ts';
import type { Candidate } from './candidate.ts';
import { dropRefuted } from './counterfactual.ts';
import { FULL, type DistillInput, type DistillOptions } from './distillOptions.ts';
import { RULE_BUDGET } from './fileGates.ts';
import { mergeAdvice } from './mergeAdvice.ts';
import { mergeCandidates } from './mergeCandidates.ts';
import { ownSessions } from './narrowScope.ts';
import { openNotes } from './openNotes.ts';
import type { PatchSet, Together } from './patch.ts';
import { withContrasts } from './preserve/withContrasts.ts';
import { orderOfTelling } from './rankPatches.ts';
import { Redraws } from './redraws.ts';
import { ruleCost } from './ruleCost.ts';
import { figuresBySession } from './savingOfInstances.ts';

/** What a run proposes, and what it comes to on the bill, whether or not the run itself knew of costs. */
export interface ModeResult {
  set: PatchSet;
  /** Of the lines of all admitted rules. */
  tokens: number;
  together: Together;
}

/**
 * Distils rules for one skill from the notes of sessions, without any model: merge, counterfactual checks, gates, choice. The same notes
 * give the same bytes, in whatever order they come. Writes nothing.
 */
export function distillNotes(input: DistillInput, options: DistillOptions = FULL): PatchSet {
  const [result] = distillModes(input, [options]);
  return (result as ModeResult).set;
}

/** What each of these options admits, from the same notes. */
export function distillModes(input: DistillInput, modes: readonly DistillOptions[]): ModeResult[] {
  const { skill } = input;
  const sessions = openNotes(input.sessions);
  const candidates = mergeCandidates(sessions);
  const common = {
    target: { file: skill.file, baseHash: hashSkill(skill.text) },
    sessions,
    redraws: new Redraws(sessions),
    input,
    own: ownSessions(skill.file, sessions),
  };
  const admit = (options: DistillOptions, tokens?: number): ModeResult => {
    const run = { ...common, options, budget: tokens === undefined ? RULE_BUDGET : { ...RULE_BUDGET, tokens } };
    const everywhere = options.preserve === 'all';
    const compared = everywhere ? sessions : sessions.filter((session) => common.own?.has(session) ?? true);
    return toResult(admitPatches(select(withContrasts(candidates, compared, everywhere), options), run), run);
  };
  const standing = readRules(skill.text);
  return modes.map((options) => {
    if (!options.lengthMatched) return admit(options);
    const { set } = admit({ ...options, cost: true, lengthMatched: false });
    return admit(options, tokensOf([...standing, ...set.patches.map(({ id, rule }) => ({ id, text: rule }))]));
  });
}

/** The candidates that these options let in. */
function select(candidates: readonly Candidate[], options: DistillOptions): Candidate[] {
  return candidates
    .filter(({ lane }) => (lane !== 'prune' || options.prune) && (lane !== 'preserve' || options.preserve !== 'off'))
    .map((candidate) => {
      if (candidate.lane === 'prune' && !options.counterfactual) return candidate;
      return dropRefuted(candidate);
    });
}

function tokensOf(rules: readonly ManagedRule[]): number {
  return estimateTokens(rules.map(formatRule).join('\n'));
}

function toResult({ chosen, turnedAway }: Admission, run: AdmissionRun): ModeResult {
  const { input, options } = run;
  const order = orderOfTelling(options);
  const together = togetherOf(chosen, run);
  const set: PatchSet = {
    skill: { ...run.target, isNew: input.skill.isNew },
    options,
    patches: chosen.map(({ patch }) => patch).sort(order),
    notAdmitted: turnedAway.sort(order),
    advice: options.cost ? mergeAdvice(run.sessions.flatMap(({ notes }) => notes.advice)) : [],
    together: options.cost ? together : NOTHING_TOLD,
    sessions: run.sessions.map(({ notes: { id, path, usd } }) => ({ id, path, usd: options.cost ? usd : '0' })),
    unread: [...(input.unread ?? [])].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
  };
  return { set, tokens: tokensOf(chosen.map(({ patch }) => ({ id: patch.id, text: patch.rule }))), together };
}

/** Of a run without costs. */
const NOTHING_TOLD: Together = { saved: '0', low: '0', high: '0', ruleCost: '0', net: '0', of: '0' };

function togetherOf(chosen: readonly Judged[], { sessions, redraws }: AdmissionRun): Together {
  const figures = redraws.interval(figuresBySession(chosen.flatMap(({ candidate }) => candidate.instances)));
  const lines = chosen.map(({ patch }) => formatRule({ id: patch.id, text: patch.rule }));
  const own = lines.reduce((sum, line) => sum + ruleCost(line, sessions), ZERO);
  return {
    saved: formatUsdExact(figures.mid),
    low: formatUsdExact(figures.low),
    high: formatUsdExact(figures.high),
    ruleCost: formatUsdExact(own),
    net: formatUsdExact(figures.mid - own),
    of: formatUsdExact(sessions.reduce((sum, { usd }) => sum + usd, ZERO)),
  };
}
