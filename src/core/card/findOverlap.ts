import type { EarlierSteps } from './earlierSteps.ts';
import type { CheckResult, Step } from './findings.ts';
import { isCalledFor } from './isCalledFor.ts';
import type { Place } from './places.ts';
import { checkUnchanged, checkVisible, failedBetween, grouped, succeeded, type Scene, type Waste } from './scene.ts';
import { differAtOnce, firstShownLine, shownLines, type FirstLine, type ShownLines } from './shownLines.ts';

/** From this share of its lines on, a second read of a file is an overlap. */
const SHARE = 0.5;

/** Reads of one file are compared with at most this many before them, so that a file read without end takes no time without end. */
const LOOKED_BACK = 12;

/** The earlier read of the same file that had already shown at least half of the lines that this one shows, line for line. */
export function findOverlap(scene: Scene, step: Step, earlier: EarlierSteps): Waste | undefined {
  const { path, action } = scene.uses.get(step.n) ?? {};
  if (path === undefined || (action !== 'read' && action !== 'shell') || !succeeded(scene, step)) return undefined;
  const before = earlier
    .withPath(path)
    .slice(-LOOKED_BACK)
    .filter((first) => isReadOf(scene, first, path) && !differAtOnce(firstLineOf(scene, first), firstLineOf(scene, step)));
  if (before.length === 0) return undefined;
  const lines = linesOf(scene, step);
  if (!lines || lines.texts.size === 0) return undefined;
  let best: { first: Step; common: number; checks: CheckResult[] } | undefined;
  for (const first of before.toReversed()) {
    const seen = linesOf(scene, first);
    const common = seen ? commonLines(seen.texts, lines.texts) : 0;
    if (!seen || common < lines.texts.size * SHARE || common < (best?.common ?? 0)) continue;
    const checks: CheckResult[] = [
      checkSameLines(`${grouped(common)} of ${grouped(lines.texts.size)} lines`, seen, lines),
      checkUnchanged(scene, first, step, [path]),
      checkVisible(scene, first, step),
      checksNothing(scene, first, step),
    ];
    if (checks.some((c) => c.result === 'fail') || failedBetween(scene, first, step, [path])) break;
    if (isCalledFor(scene, first, step, path)) break;
    best = { first, common, checks };
  }
  if (!best) return undefined;
  return {
    kind: 'overlap',
    needed: best.first,
    wasted: step,
    part: { of: best.common, whole: lines.texts.size },
    checks: best.checks,
    same: `${grouped(best.common)} of ${grouped(lines.texts.size)} lines`,
  };
}

/** C1: an edit by line number needs the numbers. */
function checkSameLines(which: string, before: ShownLines, now: ShownLines): CheckResult {
  return now.numbered && !before.numbered
    ? { check: 'C1', result: 'unknown', because: 'the numbers of its lines are new' }
    : { check: 'C1', result: 'pass', because: `${which} are the same` };
}

function isReadOf(scene: Scene, step: Step, path: Place): boolean {
  const use = scene.uses.get(step.n);
  return use?.path === path && (use.action === 'read' || use.action === 'shell') && succeeded(scene, step);
}

/** Some agents' editors ask for a read by the reading tool before an edit, whatever a shell has shown. */
function checksNothing(scene: Scene, first: Step, step: Step): CheckResult {
  return scene.uses.get(first.n)?.action === 'shell' && scene.uses.get(step.n)?.action === 'read'
    ? { check: 'C5', result: 'unknown', because: 'the editing tool may ask for a read of its own' }
    : { check: 'C5', result: 'pass', because: 'it checks nothing' };
}

const firstLines = new WeakMap<Scene, Map<number, FirstLine | undefined>>();

function firstLineOf(scene: Scene, step: Step): FirstLine | undefined {
  let known = firstLines.get(scene);
  if (!known) firstLines.set(scene, (known = new Map<number, FirstLine | undefined>()));
  if (known.has(step.n)) return known.get(step.n);
  const use = scene.uses.get(step.n);
  const line = use && step.entry.kind === 'tool' ? firstShownLine(step.entry, use) : undefined;
  known.set(step.n, line);
  return line;
}

/** The shown lines of the steps that were looked at last: a file is often read in parts, one after the other. */
const KEPT = 32;
const shown = new WeakMap<Scene, Map<number, ShownLines | undefined>>();

function linesOf(scene: Scene, step: Step): ShownLines | undefined {
  let kept = shown.get(scene);
  if (!kept) shown.set(scene, (kept = new Map<number, ShownLines | undefined>()));
  if (kept.has(step.n)) return kept.get(step.n);
  const use = scene.uses.get(step.n);
  const lines = use && step.entry.kind === 'tool' ? shownLines(step.entry, use) : undefined;
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value ?? 0);
  kept.set(step.n, lines);
  return lines;
}

/** Lines that both show with the same text; 0 as soon as one differs, for then the file had changed. */
function commonLines(before: ReadonlyMap<number, string>, now: ReadonlyMap<number, string>): number {
  let common = 0;
  for (const [line, text] of now) {
    const old = before.get(line);
    if (old === undefined) continue;
    if (old !== text) return 0;
    common++;
  }
  return common;
}
