import type { ToolStep } from '../session/session.ts';
import type { EarlierSteps } from './earlierSteps.ts';
import type { CheckResult, Step } from './findings.ts';
import { isCalledFor } from './isCalledFor.ts';
import { WORLD } from './places.ts';
import { sayTheSame } from './sayTheSame.ts';
import { checkUnchanged, checkVisible, failedBetween, grouped, succeeded, type Scene, type Waste } from './scene.ts';

/**
 * The step among `earlier` that had already given the same answer to the same question, newest first. Only tools that are known to
 * read and not to write come into question, and a failed check drops the pair.
 */
export function findDuplicate(scene: Scene, step: Step, earlier: EarlierSteps): Waste | undefined {
  const use = scene.uses.get(step.n);
  if (
    !use ||
    use.effect === 'unknown' ||
    use.effect.writes.length > 0 ||
    use.check ||
    use.asksState ||
    use.action === 'other' ||
    use.action === 'agent'
  )
    return undefined;
  const { reads } = use.effect;
  const ofWorld = reads.includes(WORLD);
  if (reads.length === 0 || (ofWorld && use.action !== 'web') || !succeeded(scene, step)) return undefined;
  const first = earlier.withKey(use.key).findLast((candidate) => succeeded(scene, candidate));
  if (!first) return undefined;
  const same = checkSameResult(first, step);
  if (same.result === 'fail') return undefined;
  const unchanged: CheckResult = ofWorld
    ? { check: 'C2', result: 'unknown', because: 'what is outside may change at any time' }
    : checkUnchanged(scene, first, step, reads);
  const checks: CheckResult[] = [
    same,
    unchanged,
    checkVisible(scene, first, step),
    { check: 'C5', result: 'pass', because: 'it checks nothing' },
  ];
  if (checks.some((c) => c.result === 'fail') || failedBetween(scene, first, step, reads)) return undefined;
  if (isCalledFor(scene, first, step, use.path)) return undefined;
  // After a command of unknown effect, asking for a state again is a verification; only the text of a file, found unchanged, is likely waste.
  if (unchanged.result === 'unknown' && use.action !== 'read' && !use.path && use.action !== 'web') return undefined;
  const chars = (step.entry as ToolStep).result?.chars ?? 0;
  return {
    kind: 'duplicate',
    needed: first,
    wasted: step,
    part: { of: chars, whole: chars },
    checks,
    same: `The same ${grouped(chars)} characters`,
  };
}

/** C1: the results are equal but for times, durations, process ids, gutters and reminders. */
export function checkSameResult(first: Step, second: Step): CheckResult {
  const a = (first.entry as ToolStep).result;
  const b = (second.entry as ToolStep).result;
  if (!a || !b || a.images !== b.images || !sayTheSame(a, b)) return { check: 'C1', result: 'fail', because: 'the results differ' };
  // Pictures are known by number only.
  if (a.images > 0)
    return {
      check: 'C1',
      result: 'unknown',
      because: 'the result holds pictures',
    };
  return { check: 'C1', result: 'pass', because: 'same result' };
}
