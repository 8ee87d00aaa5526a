import type { Step } from '../card/findings.ts';
import { ANYWHERE } from '../card/places.ts';
import { checkUnchanged } from '../card/scene.ts';
import type { Removal } from '../cost/simulateBill.ts';
import { resultHash } from '../session/resultHash.ts';
import { resultTokens } from '../card/resultTokens.ts';
import type { Observation, Pattern } from './candidate.ts';
import { capital } from './capital.ts';
import { countOf } from './countOf.ts';
import { inOwnWords } from './inOwnWords.ts';
import { observeContradiction, observeWaste, stepName } from './observeWaste.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

const NO_EFFECT_BETWEEN: Omit<Pattern, 'signature' | 'draft'> = {
  lane: 'prune',
  detector: 're-run',
  parameters: {},
  topic: 'check-again',
  scope: 'any',
  assumptions: ['a run of a state that was checked already can be left out; what else was wanted of its output is looked up in the file'],
};

/** The run again word for word, and the run again to see another part of what it prints. */
const SAME: Pattern = { ...NO_EFFECT_BETWEEN, signature: 'same-run', draft: { template: 'rerun-same', slots: {} } };
const OTHER_PART: Pattern = { ...NO_EFFECT_BETWEEN, signature: 'other-part', draft: { template: 'rerun-other-part', slots: {} } };

/** P8: tests, builds and linters run again although nothing was changed since. */
export function detectRerun(view: SessionView): Observation[] {
  const observations: Observation[] = [];
  for (const { kind, needed, wasted, checks } of view.clusters) {
    if (kind !== 're-run' || !needed) continue;
    for (const step of wasted) {
      const use = view.uses.get(step.n);
      if (!isToolStep(step) || !use) continue;
      const isSame = use.key === view.uses.get(needed.n)?.key;
      const removal: Removal = { kind: 'step', toolStep: step.entry };
      observations.push(
        observeWaste(view, isSame ? SAME : OTHER_PART, {
          step,
          evidence: [
            { step: needed, role: 'needed' },
            { step, role: 'wasted' },
          ],
          removals: { low: removal, mid: removal, high: removal },
          checks: checks.map(inOwnWords),
          tell: (saved) =>
            `${capital(stepName(view, step))} (a ${use.check ?? 'check'}, ${countOf(resultTokens(step), 'token')}) ran what ${stepName(view, needed)} had run, ` +
            `${isSame ? 'with the same result' : 'for another part of the output'}, and no file was changed in between. Without it this session costs ${saved} less.`,
        }),
      );
    }
  }
  observations.push(...toldNews(view));
  return observations;
}

/** The same run of an unchanged state that ended otherwise: a check that is not steady has to be run again, which speaks against the rule. */
function toldNews(view: SessionView): Observation[] {
  const last = new Map<string, Step>();
  return view.steps.flatMap((step) => {
    const use = view.uses.get(step.n);
    if (!use?.check || !isToolStep(step) || !step.entry.result) return [];
    const before = last.get(use.key);
    last.set(use.key, step);
    if (before?.entry.kind !== 'tool' || !before.entry.result) return [];
    if (resultHash(before.entry.result) === resultHash(step.entry.result)) return [];
    // After a failure it is a retry.
    if (view.scene.statuses.get(before.n)?.status !== undefined) return [];
    return checkUnchanged(view.scene, before, step, [ANYWHERE]).result === 'pass' ? [observeContradiction(view, SAME, step)] : [];
  });
}
