import type { ToolStep } from '../session/session.ts';
import type { CheckResult, Step } from './findings.ts';
import { checkSameResult } from './findDuplicate.ts';
import { checkVisible, grouped, spokenBetween, type Scene, type Waste } from './scene.ts';
import type { ToolUse } from './toolUse.ts';

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
    if (isPause(use)) continue;
    // Only what follows without another step in between is asked in a row.
    for (const key of [...runs.keys()]) if (key !== use.key) close(key);
    if (!use.asksState) continue;
    if (isTaken(step) || !answered(scene, step) || waitedItself(step, use)) {
      close(use.key);
      continue;
    }
    const run = runs.get(use.key);
    const last = run?.at(-1);
    const goesOn =
      last !== undefined &&
      checkSameResult(last, step).result === 'pass' &&
      !spokenBetween(scene, last, step) &&
      checkVisible(scene, last, step).result !== 'fail';
    if (!goesOn) close(use.key);
    const open = runs.get(use.key);
    if (open) open.push(step);
    else runs.set(use.key, [step]);
  }
  for (const key of [...runs.keys()]) close(key);
  return wastes;
}

/** True for a command that only lets time pass. */
function isPause({ family, effect }: ToolUse): boolean {
  return family === 'sleep' && effect !== 'unknown' && effect.writes.length === 0 && effect.reads.length === 0;
}

/** From this time on a call did wait for the answer, in milliseconds. */
const WAITED = 5_000;

/** True for the one question that waits, which is what should be asked; to sleep first and to look then is a poll all the same. */
function waitedItself({ entry }: Step, { command = '' }: ToolUse): boolean {
  if (entry.kind !== 'tool' || /\bsleep\b/.test(command)) return false;
  const { result, calledAt = entry.at } = entry;
  const took = result?.durationMs ?? (result?.at !== undefined && calledAt !== undefined ? result.at - calledAt : undefined);
  return took !== undefined && took > WAITED;
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
