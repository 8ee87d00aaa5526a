import type { Step } from '../card/findings.ts';
import { checkVisible, spokenBetween, succeeded } from '../card/scene.ts';
import type { ToolUse } from '../card/toolUse.ts';
import type { Removal } from '../cost/simulateBill.ts';
import type { ToolStep } from '../session/session.ts';
import type { Observation, Pattern } from './candidate.ts';
import { capital } from './capital.ts';
import { classifyError } from './classifyError.ts';
import { countOf } from './countOf.ts';
import { observeContradiction, observeWaste, stepName } from './observeWaste.ts';
import { readEdits, type Replacement } from './readEdits.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

const CHURN: Omit<Pattern, 'signature' | 'draft' | 'topic'> = {
  lane: 'prune',
  detector: 'churn',
  parameters: {},
  scope: 'any',
  assumptions: ['what was changed and changed back without a look in between need not be changed'],
};
const BACK: Pattern = { ...CHURN, signature: 'changed-back', draft: { template: 'churn-back', slots: {} }, topic: 'edit-churn' };
const FAILED: Pattern = {
  ...CHURN,
  signature: 'failed-again',
  draft: { template: 'churn-failed', slots: {} },
  topic: 'edit-failed-again',
  assumptions: ['an edit that failed is not tried again before the file was looked at'],
};

interface Edit {
  step: Step & { entry: ToolStep };
  use: ToolUse;
  replacements: Replacement[];
}

/**
 * P10: an edit that puts back exactly what an earlier edit had replaced, with nothing run and nothing said by the user in between, for then it
 * was an experiment or a wish; and edits that missed the text of a file twice in a row without a look at it in
 * between.
 */
export function detectChurn(view: SessionView): Observation[] {
  const edits = view.steps.flatMap((step): Edit[] => {
    const use = view.uses.get(step.n);
    if (!isToolStep(step) || use?.action !== 'write' || use.path === undefined) return [];
    return [{ step, use, replacements: readEdits(step.entry.args) }];
  });
  return [...changedBack(view, edits), ...failedAgain(view, edits)];
}

function changedBack(view: SessionView, edits: readonly Edit[]): Observation[] {
  const observations: Observation[] = [];
  const taken = new Set<Edit>();
  edits.forEach((later, at) => {
    if (taken.has(later) || !succeeded(view.scene, later.step)) return;
    const first = edits
      .slice(0, at)
      .findLast((edit) => !taken.has(edit) && edit.use.path === later.use.path && succeeded(view.scene, edit.step));
    if (!first || !undoes(first, later)) return;
    if (ranBetween(view, first.step, later.step) || spokenBetween(view.scene, first.step, later.step)) {
      observations.push(observeContradiction(view, BACK, later.step));
      return;
    }
    if (checkVisible(view.scene, first.step, later.step).result !== 'pass') return;
    for (const edit of [first, later]) {
      taken.add(edit);
      const removal: Removal = { kind: 'step', toolStep: edit.step.entry };
      observations.push(
        observeWaste(view, BACK, {
          step: edit.step,
          evidence: [first, later].map(({ step }) => ({ step, role: 'wasted' as const })),
          removals: { low: removal, mid: removal, high: removal },
          checks: [
            { check: 'C1', result: 'pass', because: 'the later edit puts back what the first had replaced' },
            { check: 'C2', result: 'pass', because: 'no other edit of the file lies between the two' },
            { check: 'C3', result: 'pass', because: 'the first edit was still in the context' },
            { check: 'C5', result: 'pass', because: 'nothing was run and nothing was said in between' },
          ],
          tell: (saved) =>
            `${capital(stepName(view, later.step))} put back ${countOf(linesOf(first), 'line')} that ${stepName(view, first.step)} had replaced, and nothing was run in between. Without ${stepName(view, edit.step)} this session costs ${saved} less.`,
        }),
      );
    }
  });
  return observations;
}

function undoes(first: Edit, later: Edit): boolean {
  const { replacements } = first;
  return (
    replacements.length > 0 &&
    replacements.length === later.replacements.length &&
    replacements.every(
      ({ before, after }) =>
        before.trim() !== after.trim() && later.replacements.some((edit) => edit.before === after && edit.after === before),
    )
  );
}

/** True where a command, a test, a sub-agent or anything of unknown effect came in between: the change may have been tried out. */
function ranBetween({ steps, uses }: SessionView, first: Step, later: Step): boolean {
  return steps.slice(first.n, later.n - 1).some(({ n }) => {
    const use = uses.get(n);
    return use !== undefined && use.action !== 'read' && use.action !== 'write' && use.action !== 'search';
  });
}

function linesOf({ replacements }: Edit): number {
  return replacements.reduce((sum, { before }) => sum + before.split('\n').length, 0);
}

function failedAgain(view: SessionView, edits: readonly Edit[]): Observation[] {
  return edits.flatMap((edit, at) => {
    const before = edits[at - 1];
    if (!before || before.use.path !== edit.use.path || !missesText(view, before) || !missesText(view, edit)) return [];
    if (looksBetween(view, before.step, edit.step) || before.step.entry.callIndex === edit.step.entry.callIndex) return [];
    const removal: Removal = { kind: 'step', toolStep: edit.step.entry };
    return [
      observeWaste(view, FAILED, {
        step: edit.step,
        evidence: [
          { step: before.step, role: 'needed' },
          { step: edit.step, role: 'wasted' },
        ],
        removals: { low: removal, mid: removal, high: removal },
        checks: [
          { check: 'C1', result: 'pass', because: 'both failed, and nothing was changed' },
          { check: 'C2', result: 'pass', because: 'the file was neither changed nor looked at in between' },
          { check: 'C3', result: 'pass', because: 'the first failure had just been told' },
          { check: 'C5', result: 'pass', because: 'it checks nothing' },
        ],
        tell: (saved) =>
          `${capital(stepName(view, edit.step))} failed on the same file as ${stepName(view, before.step)}, without a look at the file in between. Without it this session costs ${saved} less.`,
      }),
    ];
  });
}

/** True where the edit failed because the text that it names is not there, or stands there more than once: then the file is not as was thought. */
function missesText({ scene }: SessionView, { step, use }: Edit): boolean {
  if (scene.statuses.get(step.n)?.failure === undefined || !step.entry.result) return false;
  const kind = classifyError(use.action, step.entry.result);
  return kind === 'no-match' || kind === 'not-unique';
}

/** True where anything between the two looked at, or may have changed, the file. */
function looksBetween({ steps, uses }: SessionView, first: Step, later: Step): boolean {
  return steps.slice(first.n, later.n - 1).some(({ n }) => uses.get(n) !== undefined);
}
