import type { CheckResult, Step } from './findings.ts';
import { checkSameResult } from './findDuplicate.ts';
import { ANYWHERE } from './places.ts';
import { checkUnchanged, checkVisible, type Scene, type Waste } from './scene.ts';
import { stepStatus } from './stepStatus.ts';

/** The last earlier run of the same test, build or lint, when nothing at all was changed since. */
export function findRerun(scene: Scene, step: Step, earlier: readonly Step[]): Waste | undefined {
  const use = scene.uses.get(step.n);
  if (!use?.check || !use.core || step.entry.kind !== 'tool' || !step.entry.result) return undefined;
  for (let i = earlier.length - 1; i >= 0; i--) {
    const first = earlier[i] as Step;
    const other = scene.uses.get(first.n);
    if (other?.core !== use.core || first.entry.kind !== 'tool' || !first.entry.result) continue;
    // Running again what had failed, or was still running, is a retry.
    if (isRetry(scene, first, step)) return undefined;
    const unchanged = checkUnchanged(scene, first, step, [ANYWHERE]);
    if (unchanged.result === 'fail' || userBetween(scene, first, step)) return undefined;
    if (unchanged.result === 'unknown' && !onlyChecksInDoubt(scene, first, step)) return undefined;
    const visible = checkVisible(scene, first, step);
    if (visible.result === 'fail') return undefined;
    const sameQuestion = other.key === use.key;
    const sameResult = checkSameResult(first, step);
    const checks: CheckResult[] = [
      sameQuestion && sameResult.result === 'pass'
        ? sameResult
        : {
            check: 'C1',
            result: 'unknown',
            because: sameQuestion ? 'the output differs' : 'another part of the output is shown',
          },
      unchanged,
      visible,
      {
        check: 'C5',
        result: 'pass',
        because: 'a check, but of a state that had been checked',
      },
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
  return undefined;
}

function isRetry(scene: Scene, first: Step, second: Step): boolean {
  const a = stepStatus(first, scene.uses.get(first.n));
  const b = stepStatus(second, scene.uses.get(second.n));
  if (
    a.status === 'running' ||
    b.status === 'running' ||
    a.status === 'rejected' ||
    a.status === 'cancelled' ||
    b.status === 'cancelled' ||
    b.status === 'rejected'
  )
    return true;
  return a.failure !== undefined;
}

function userBetween(scene: Scene, first: Step, second: Step): boolean {
  return scene.attributed.session.main.entries
    .slice(first.entry.index + 1, second.entry.index)
    .some((entry) => entry.kind === 'user' && entry.byPerson);
}

/** Tests and linters between two runs leave sources alone as a rule, but nothing proves it. */
function onlyChecksInDoubt(scene: Scene, first: Step, second: Step): boolean {
  return scene.steps.slice(first.n, second.n - 1).every((step) => {
    const use = scene.uses.get(step.n);
    return use?.effect !== 'unknown' || use.check === 'test' || use.check === 'lint';
  });
}
