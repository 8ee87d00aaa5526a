import type { ToolStep } from '../session/session.ts';
import type { CheckResult, Step } from './findings.ts';
import { checkUnchanged, checkVisible, failedBetween, grouped, succeeded, type Scene, type Waste } from './scene.ts';
import { shownLines } from './shownLines.ts';

/** From this share of its lines on, a second read of a file is an overlap. */
const SHARE = 0.5;

/** The earlier read of the same file that had already shown at least half of the lines that this one shows, line for line. */
export function findOverlap(scene: Scene, step: Step, earlier: readonly Step[]): Waste | undefined {
  const use = scene.uses.get(step.n);
  if (!use?.path || (use.action !== 'read' && use.action !== 'shell') || !succeeded(scene, step)) return undefined;
  const { path } = use;
  const lines = shownLines(step.entry as ToolStep, use);
  if (!lines || lines.size === 0) return undefined;
  let best: { first: Step; common: number } | undefined;
  for (const first of earlier) {
    const other = scene.uses.get(first.n);
    if (!other || other.path !== path || (other.action !== 'read' && other.action !== 'shell') || !succeeded(scene, first)) continue;
    const before = shownLines(first.entry as ToolStep, other);
    const common = before ? commonLines(before, lines) : 0;
    if (common >= lines.size * SHARE && common >= (best?.common ?? 0)) best = { first, common };
  }
  if (!best) return undefined;
  const checks: CheckResult[] = [
    {
      check: 'C1',
      result: 'pass',
      because: `${grouped(best.common)} of ${grouped(lines.size)} lines are the same`,
    },
    checkUnchanged(scene, best.first, step, [path]),
    checkVisible(scene, best.first, step),
    { check: 'C5', result: 'pass', because: 'it checks nothing' },
  ];
  if (checks.some((c) => c.result === 'fail') || failedBetween(scene, best.first, step, [path])) return undefined;
  return {
    kind: 'overlap',
    needed: best.first,
    wasted: step,
    part: { of: best.common, whole: lines.size },
    checks,
    same: `${grouped(best.common)} of ${grouped(lines.size)} lines`,
  };
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
