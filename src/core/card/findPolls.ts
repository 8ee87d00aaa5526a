import type { ToolStep } from '../session/session.ts';
import type { CheckResult, Step } from './findings.ts';
import { checkSameResult } from './findDuplicate.ts';
import { checkVisible, grouped, spokenBetween, type Scene, type Waste } from './scene.ts';

/** From this many times in a row on, asking how something stands is a poll. */
const TIMES = 3;

/**
 * Questions for a state (of a process, a service, a command in the background) that were put three times or more in a row and answered the
 * same: one question that waits would have done. Between two of them nothing but other looks and pauses may stand, else it was a
 * verification. What is outside may change at any time, so this is never proven.
 */
export function findPolls(scene: Scene, isTaken: (step: Step) => boolean): Waste[] {
  const wastes: Waste[] = [];
  const runs = new Map<string, Step[]>();
  const close = (key: string): void => {
    const run = runs.get(key);
    runs.delete(key);
    const [needed, ...wasted] = run ?? [];
    if (needed && wasted.length >= TIMES - 1) wastes.push(...wasted.map((step) => wasteOf(scene, needed, step)));
  };
  for (const step of scene.steps) {
    const use = scene.uses.get(step.n);
    if (!use) continue;
    if (!use.asksState) {
      // What acts, or may act, ends every wait.
      if (use.effect === 'unknown' || use.effect.writes.length > 0) for (const key of [...runs.keys()]) close(key);
      continue;
    }
    if (isTaken(step) || !answered(scene, step)) {
      close(use.key);
      continue;
    }
    const run = runs.get(use.key);
    const last = run?.at(-1);
    const goesOn =
      last !== undefined &&
      checkSameResult(last, step).result === 'pass' &&
      !spokenBetween(scene, last, step) &&
      checkVisible(scene, last, step).result === 'pass';
    if (!goesOn) close(use.key);
    const open = runs.get(use.key);
    if (open) open.push(step);
    else runs.set(use.key, [step]);
  }
  for (const key of [...runs.keys()]) close(key);
  return wastes;
}

function answered(scene: Scene, step: Step): boolean {
  const status = scene.statuses.get(step.n)?.status;
  return (step.entry as ToolStep).result !== undefined && (status === undefined || status === 'running' || status === 'expected');
}

function wasteOf(scene: Scene, needed: Step, wasted: Step): Waste {
  const chars = (wasted.entry as ToolStep).result?.chars ?? 0;
  const checks: CheckResult[] = [
    { check: 'C1', result: 'pass', because: 'same answer' },
    { check: 'C2', result: 'unknown', because: 'what is outside may change at any time' },
    checkVisible(scene, needed, wasted),
    { check: 'C5', result: 'pass', because: 'it checks nothing of the work' },
  ];
  return { kind: 'poll', needed, wasted, part: { of: 1, whole: 1 }, checks, same: `the same ${grouped(chars)} characters` };
}
