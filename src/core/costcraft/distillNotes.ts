import { formatUsdExact, ZERO } from '../session/money.ts';
import { estimateTokens } from '../skill/estimateTokens.ts';
import { formatRule, readRules } from '../skill/managedRules.ts';
import { hashSkill } from '../skill/hashSkill.ts';
import { admitPatches, type Admission, type AdmissionRun, type Judged } from './admitPatches.ts';
import type { Candidate } from './candidate.ts';
import { dropRefuted } from './counterfactual.ts';
import { FULL, type DistillInput, type DistillOptions } from './distillOptions.ts';
import { RULE_BUDGET } from './fileGates.ts';
import { mergeCandidates } from './mergeCandidates.ts';
import { ownSessions } from './narrowScope.ts';
import { openNotes } from './openNotes.ts';
import type { PatchSet, Together } from './patch.ts';
import { orderOfTelling } from './rankPatches.ts';
import { Redraws } from './redraws.ts';
import { ruleCost } from './ruleCost.ts';
import { figuresBySession } from './savingOfInstances.ts';

/**
 * Distils rules for one skill from the notes of sessions, without any model: merge, counterfactual checks, gates, choice. The same notes
 * give the same bytes, in whatever order they come. Writes nothing.
 */
export function distillNotes(input: DistillInput): PatchSet {
  const [set] = distillModes(input, [input.options ?? FULL]);
  return set as PatchSet;
}

/** What each of these options admits, from the same notes. */
export function distillModes(input: DistillInput, modes: readonly DistillOptions[]): PatchSet[] {
  const { skill } = input;
  const sessions = openNotes(input.sessions);
  const candidates = mergeCandidates(sessions);
  const common = {
    target: { file: skill.file, baseHash: hashSkill(skill.text) },
    sessions,
    redraws: new Redraws(sessions),
    input,
    own: ownSessions(skill.file, sessions),
    budget: RULE_BUDGET,
  };
  const admit = (options: DistillOptions, budget = RULE_BUDGET): { run: AdmissionRun; admission: Admission } => {
    const run = { ...common, options, budget };
    return { run, admission: admitPatches(select(candidates, options), run) };
  };
  return modes.map((options) => {
    if (!options.lengthMatched) return toPatchSet(admit(options), input);
    const full = admit({ ...options, cost: true, lengthMatched: false });
    const tokens = blockTokens(skill.text, full.admission.chosen);
    return toPatchSet(admit({ ...options, cost: false }, { ...RULE_BUDGET, tokens }), input, options);
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

function blockTokens(skillText: string, chosen: readonly Judged[]): number {
  const rules = [...readRules(skillText), ...chosen.map(({ patch }) => ({ id: patch.id, text: patch.rule }))];
  return estimateTokens(rules.map(({ id, text }) => `- [${id}] ${text}`).join('\n'));
}

function toPatchSet({ run, admission }: { run: AdmissionRun; admission: Admission }, input: DistillInput, options = run.options): PatchSet {
  const order = orderOfTelling(run.options);
  const unread = [...(input.unread ?? [])].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return {
    skill: { ...run.target, isNew: input.skill.isNew },
    options,
    patches: admission.chosen.map(({ patch }) => patch).sort(order),
    notAdmitted: admission.turnedAway.sort(order),
    advice: [],
    together: run.options.cost ? togetherOf(admission.chosen, run) : NOTHING_TOLD,
    sessions: run.sessions.map(({ notes: { id, path, usd } }) => ({ id, path, usd })),
    unread,
  };
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
