import type { AttributedSession } from '../cost/attributedSession.ts';
import type { Entry } from '../session/session.ts';
import type { CheckResult, Step } from './findings.ts';
import { ANYWHERE, placesMeet, type Place } from './places.ts';
import { stepStatus } from './stepStatus.ts';
import type { ToolUse } from './toolUse.ts';

/** A thread as the finders of redundancy look at it. */
export interface Scene {
  attributed: AttributedSession;
  steps: readonly Step[];
  uses: ReadonlyMap<number, ToolUse>;
}

/** One step found to be unneeded, before such steps are gathered into clusters. */
export interface Waste {
  kind: 'duplicate' | 'overlap' | 're-run';
  needed: Step;
  wasted: Step;
  /** How much of the wasted step's result had been there before: part of whole, in lines or characters. */
  part: { of: number; whole: number };
  checks: CheckResult[];
  /** What was the same, for the proof: "the same 1,204 characters". */
  same: string;
}

/** A drop of the prompt by more than this share means that earlier results left the context. */
const DROP = 0.3;

/** C2: could anything between the two steps have changed what they read? */
export function checkUnchanged(scene: Scene, first: Step, second: Step, reads: readonly Place[]): CheckResult {
  let doubt: string | undefined;
  for (const step of scene.steps.slice(first.n, second.n - 1)) {
    const use = scene.uses.get(step.n);
    if (!use) continue;
    if (use.effect === 'unknown') {
      doubt ??= `step ${step.n} (${use.family}) may have changed it`;
      continue;
    }
    const written = use.effect.writes.find((place) => reads.some((read) => placesMeet(place, read)));
    if (written !== undefined)
      return {
        check: 'C2',
        result: 'fail',
        because: `step ${step.n} wrote ${written === ANYWHERE ? 'files' : 'to it'}`,
      };
  }
  const between = scene.attributed.session.main.entries.slice(first.entry.index + 1, second.entry.index);
  if (between.some((entry) => entry.kind === 'user' && entry.byPerson)) doubt ??= 'the user spoke in between and may have changed it';
  if (doubt) return { check: 'C2', result: 'unknown', because: doubt };
  return {
    check: 'C2',
    result: 'pass',
    because: `nothing between steps ${first.n} and ${second.n} wrote to it`,
  };
}

/** C3: did the model still see the first result when it asked again? */
export function checkVisible(scene: Scene, first: Step, second: Step): CheckResult {
  const { entries } = scene.attributed.session.main;
  const fail = (because: string): CheckResult => ({
    check: 'C3',
    result: 'fail',
    because,
  });
  let index: number = second.entry.index;
  while (index > first.entry.index) {
    const entry = entries[index] as Entry;
    if (entry.kind === 'compaction' && !(entry.keptFrom !== undefined && entry.keptFrom <= first.entry.index))
      return fail('a compaction lies in between');
    index = entry.parent ?? index - 1;
  }
  if (index !== first.entry.index) return fail('it stands in another branch of the session');
  const drop = contextDrop(scene, first.entry.index, second.entry.index);
  if (drop !== undefined) return fail(`the context shrank before step ${drop}`);
  return {
    check: 'C3',
    result: 'pass',
    because: `step ${first.n} was still in the context`,
  };
}

function contextDrop(scene: Scene, from: number, to: number): number | undefined {
  let before: number | undefined;
  for (const { callIndex, tokens } of scene.attributed.main.context) {
    if (callIndex > to) return undefined;
    if (tokens === 0) continue;
    if (callIndex > from && before !== undefined && tokens < before * (1 - DROP)) {
      return scene.steps.find((step) => step.entry.index === callIndex)?.n;
    }
    before = tokens;
  }
  return undefined;
}

/** True where a failed attempt on the same place lies in between: looking again is then part of the repair. */
export function failedBetween(scene: Scene, first: Step, second: Step, reads: readonly Place[]): boolean {
  return scene.steps.slice(first.n, second.n - 1).some((step) => {
    const use = scene.uses.get(step.n);
    if (!use || !stepStatus(step, use).failure) return false;
    return use.path !== undefined && reads.some((read) => placesMeet(use.path as Place, read));
  });
}

/** True where the step has a whole, successful result to compare. */
export function succeeded(scene: Scene, step: Step): boolean {
  if (step.entry.kind !== 'tool' || !step.entry.result) return false;
  const { status } = stepStatus(step, scene.uses.get(step.n));
  return status === undefined || status === 'expected';
}

/** 12345 as "12,345", whatever the locale. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
