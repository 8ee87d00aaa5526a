import { normalizeResult } from '../session/normalizeResult.ts';
import type { ToolStep } from '../session/session.ts';
import type { EarlierSteps } from './earlierSteps.ts';
import { similarity } from './editDistance.ts';
import type { CheckResult, Step } from './findings.ts';
import { namesOf } from './namesOf.ts';
import { namesIn } from './sceneWords.ts';
import { WORLD } from './places.ts';
import { checkUnchanged, checkVisible, failedBetween, grouped, succeeded, type Scene, type Waste } from './scene.ts';
import type { ToolUse } from './toolUse.ts';

/** From this likeness of both arguments and results on, the second question is nearly the first. */
const ALIKE = 0.8;

/** Shorter answers ("no matches found", a list of two files) are alike by chance. */
const TELLING = 400;

/** Longer results are not compared letter by letter. */
const LONGEST = 20_000;

/** How many of the calls of one tool before it a call is compared with. */
const LOOKED_BACK = 24;

/**
 * The last call of the same tool with nearly the same arguments and nearly the same result, with nothing changed in between. Only searches
 * and commands that show something: two files that look alike are two files.
 */
export function findNearDuplicate(scene: Scene, step: Step, earlier: EarlierSteps): Waste | undefined {
  const use = scene.uses.get(step.n);
  const text = use && comparedText(scene, step, use);
  if (!use || text === undefined || use.effect === 'unknown') return undefined;
  const { reads } = use.effect;
  for (const first of earlier
    .withTool((step.entry as ToolStep).name)
    .slice(-LOOKED_BACK)
    .toReversed()) {
    const other = scene.uses.get(first.n);
    if (!other || other.key === use.key || similarity(question(other), question(use), ALIKE) === undefined) continue;
    const unchanged = checkUnchanged(scene, first, step, reads);
    // With something of unknown effect in between, earlier calls are no better.
    if (unchanged.result !== 'pass') return undefined;
    const before = comparedText(scene, first, other);
    const alike = before === undefined ? undefined : similarity(before, text, ALIKE);
    if (before === undefined || alike === undefined || usesWhatIsNew(scene, step, before, text)) continue;
    const percent = Math.floor(alike * 100);
    const checks: CheckResult[] = [
      { check: 'C1', result: 'unknown', because: `the question differs a little, the answer by ${100 - percent} %` },
      unchanged,
      checkVisible(scene, first, step),
      { check: 'C5', result: 'pass', because: 'it checks nothing' },
    ];
    if (checks.some((c) => c.result === 'fail') || failedBetween(scene, first, step, reads)) return undefined;
    return {
      kind: 'near-duplicate',
      needed: first,
      wasted: step,
      part: { of: percent, whole: 100 },
      ofResult: true,
      checks,
      same: `${percent} % of the ${grouped(text.length)} characters`,
    };
  }
  return undefined;
}

/** True where a name came back later that only the second answer had: then that was what it was asked for. */
function usesWhatIsNew(scene: Scene, step: Step, before: string, now: string): boolean {
  const old = new Set(namesOf(before));
  const { lastWritten } = namesIn(scene);
  return namesOf(now).some((name) => !old.has(name) && (lastWritten.get(name) ?? -1) > step.entry.index);
}

/** The result as it is compared, of a step that only looks for something and got an answer that tells something. */
function comparedText(scene: Scene, step: Step, use: ToolUse): string | undefined {
  if (use.effect === 'unknown' || use.effect.writes.length > 0 || use.effect.reads.length === 0 || use.effect.reads.includes(WORLD))
    return undefined;
  if (
    (use.action !== 'search' && use.action !== 'shell') ||
    (use.path !== undefined && use.action === 'shell') ||
    use.check ||
    use.asksState
  )
    return undefined;
  const { result } = step.entry as ToolStep;
  if (!result || !succeeded(scene, step) || result.images > 0 || result.chars < TELLING || result.chars > LONGEST) return undefined;
  return normalizeResult(result.text);
}

/** What was asked, without the folder that every command line of a session has in common. */
function question({ command, key }: ToolUse): string {
  return command ?? key;
}
