import type { EarlierSteps } from './earlierSteps.ts';
import type { CheckResult, Step } from './findings.ts';
import { checkSameResult } from './findDuplicate.ts';
import { ANYWHERE } from './places.ts';
import { checkUnchanged, checkVisible, spokenBetween, type Scene, type Waste } from './scene.ts';

/** The last earlier run of the same test, build or lint, when nothing at all was changed since. */
export function findRerun(scene: Scene, step: Step, earlier: EarlierSteps): Waste | undefined {
  const use = scene.uses.get(step.n);
  if (!use?.check || !use.core || step.entry.kind !== 'tool' || !step.entry.result) return undefined;
  const first = earlier.withCore(use.core).findLast(({ entry }) => entry.kind === 'tool' && entry.result);
  const other = first && scene.uses.get(first.n);
  // Running again what had failed, or was still running, is a retry.
  if (!first || !other || isRetry(scene, first, step)) return undefined;
  const unchanged = checkUnchanged(scene, first, step, [ANYWHERE]);
  if (unchanged.result === 'fail' || spokenBetween(scene, first, step)) return undefined;
  if (unchanged.result === 'unknown' && !onlyChecksInDoubt(scene, first, step)) return undefined;
  const visible = checkVisible(scene, first, step);
  if (visible.result === 'fail') return undefined;
  const sameQuestion = other.key === use.key;
  const sameResult = checkSameResult(first, step);
  const checks: CheckResult[] = [
    sameQuestion && sameResult.result === 'pass'
      ? sameResult
      : { check: 'C1', result: 'unknown', because: sameQuestion ? 'the output differs' : 'another part of the output is shown' },
    unchanged,
    visible,
    { check: 'C5', result: 'pass', because: 'a check, but of a state that had been checked' },
  ];
  return {
    kind: 're-run',
    needed: first,
    wasted: step,
    part: { of: 1, whole: 1 },
    checks,
    same: sameQuestion ? 'the same run' : 'the same run through another output filter',
  };
}

const NOT_DONE: ReadonlySet<string | undefined> = new Set(['running', 'rejected', 'cancelled']);

function isRetry(scene: Scene, first: Step, second: Step): boolean {
  const [a, b] = [scene.statuses.get(first.n), scene.statuses.get(second.n)];
  return NOT_DONE.has(a?.status) || NOT_DONE.has(b?.status) || a?.failure !== undefined;
}

/** Tests and linters between two runs leave sources alone as a rule, but nothing proves it. */
function onlyChecksInDoubt({ between, uses }: Scene, first: Step, second: Step): boolean {
  return between.unknown.every((step) => {
    if (step.n <= first.n || step.n >= second.n) return true;
    const check = uses.get(step.n)?.check;
    return check === 'test' || check === 'lint';
  });
}
