import { hasWholeText } from '../session/heldText.ts';
import { normalizeResult } from '../session/normalizeResult.ts';
import type { EarlierSteps } from './earlierSteps.ts';
import type { CheckResult, Step } from './findings.ts';
import { checkSameResult } from './findDuplicate.ts';
import { ANYWHERE } from './places.ts';
import { checkUnchanged, checkVisible, spokenBetween, type Scene, type Waste } from './scene.ts';

/** A run is compared with at most this many before it. */
const LOOKED_BACK = 12;

/** How harnesses say that a command printed nothing. */
const NOTHING = /^[([<]?(?:\w+ ){0,4}(?:no|without) output(?: \w+){0,3}[)\]>]?\.?$/i;

/** The last earlier run of the same test, build or lint, when nothing at all was changed since. */
export function findRerun(scene: Scene, step: Step, earlier: EarlierSteps): Waste | undefined {
  const use = scene.uses.get(step.n);
  if (!use?.check || !use.core || step.entry.kind !== 'tool' || !step.entry.result) return undefined;
  const runs = earlier.withCore(use.core).filter(({ entry }) => entry.kind === 'tool' && entry.result);
  const first = runs.at(-1);
  const other = first && scene.uses.get(first.n);
  // Running again what had failed, or was still running, is a retry.
  if (!first || !other || isRetry(scene, first, step)) return undefined;
  const standing = stillStands(scene, first, step);
  if (!standing) return undefined;
  const sameResult = checkSameResult(first, step);
  const isSame = other.key === use.key && sameResult.result === 'pass';
  // A run through another output filter, or with another outcome, is waste only where it told nothing new.
  const known = isSame ? 'it gave the same' : nothingNew(scene, runs, step);
  if (known === undefined) return undefined;
  const checks: CheckResult[] = [
    isSame ? sameResult : { check: 'C1', result: 'unknown', because: 'another part of the output was asked for' },
    ...standing,
    { check: 'C5', result: 'pass', because: 'a check, but of a state that had been checked' },
  ];
  return {
    kind: 're-run',
    needed: first,
    wasted: step,
    part: { of: 1, whole: 1 },
    checks,
    same: known,
  };
}

/** C2 and C3, or undefined where what the first run told no longer holds, or is no longer known. */
function stillStands(scene: Scene, first: Step, step: Step): CheckResult[] | undefined {
  const unchanged = checkUnchanged(scene, first, step, [ANYWHERE]);
  if (unchanged.result === 'fail' || spokenBetween(scene, first, step)) return undefined;
  if (unchanged.result === 'unknown' && !onlyChecksInDoubt(scene, first, step)) return undefined;
  const visible = checkVisible(scene, first, step);
  return visible.result === 'fail' ? undefined : [unchanged, visible];
}

/** What a run was of no use for, or undefined where it showed a line that no earlier run that still stands had shown. */
function nothingNew(scene: Scene, runs: readonly Step[], step: Step): string | undefined {
  const lines = tellingLines(step);
  if (!lines) return undefined;
  if (lines.size === 0) return 'nothing came out of it';
  for (const run of runs.slice(-LOOKED_BACK).toReversed()) {
    if (!stillStands(scene, run, step)) break;
    for (const line of tellingLines(run) ?? []) lines.delete(line);
    if (lines.size === 0) return 'all of it had been shown';
  }
  return undefined;
}

/** The different lines with something to read on them; undefined where the result is not wholly known. */
function tellingLines({ entry }: Step): Set<string> | undefined {
  const result = entry.kind === 'tool' ? entry.result : undefined;
  if (!result || result.images > 0 || !hasWholeText(result)) return undefined;
  const lines = normalizeResult(result.text)
    .split('\n')
    .map((line) => line.trim());
  return new Set(lines.filter((line) => /[\p{L}\p{N}]/u.test(line) && !NOTHING.test(line)));
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
