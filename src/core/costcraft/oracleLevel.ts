import type { Step } from '../card/findings.ts';
import type { ToolUse } from '../card/toolUse.ts';
import { isSameTest } from './isSameTest.ts';
import { readTestItems, type TestItems } from './readTestItems.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

/** How far around a pair a run of tests may be, in steps: further away it speaks of other work. */
const REACH = 40;

export interface OracleEvidence {
  level: 'L2' | 'L3';
  /** How many named tests went from failed to passed. */
  mended: number;
  /** The runs of tests that say so, where they are others than the pair. */
  runs: Step[];
}

/**
 * What speaks for a repair. L3: a named test that failed in the last run before it passes in the first run of the same runner after it, and
 * nothing else in between changed anything: so it was this step that did it. The report of the session's end stands for a later run where
 * there is none. L2 else: a failure, and the success of the same.
 */
export function oracleLevel(view: SessionView, failed: Step, fixed: Step): OracleEvidence {
  const { steps } = view;
  const before = steps.slice(Math.max(0, failed.n - REACH), failed.n).findLast((step) => itemsOf(view, step).failed.size > 0);
  const earlier = before && itemsOf(view, before);
  if (before && earlier?.runner !== undefined) {
    const rest = steps.slice(fixed.n - 1, fixed.n - 1 + REACH);
    const after = rest.find((step) => itemsOf(view, step).runner === earlier.runner);
    const until = after?.n ?? steps.length + 1;
    const passed = after ? itemsOf(view, after).passed : undefined;
    const reported = (view.scene.prefix === '' && view.analyzed.attributed.session.outcome.items?.passed) || [];
    const mended = [...earlier.failed].filter((name) => passed?.has(name) ?? reported.some((other) => isSameTest(name, other))).length;
    if (mended > 0 && isOnlyChange(view, before.n, until, failed, fixed))
      return { level: 'L3', mended, runs: [before, ...(after ? [after] : [])].filter((run) => run !== failed && run !== fixed) };
  }
  return { level: 'L2', mended: 0, runs: [] };
}

/** True where no step between the two runs, apart from the pair, may have changed a file. */
function isOnlyChange(view: SessionView, from: number, until: number, failed: Step, fixed: Step): boolean {
  return view.steps.slice(from, until - 1).every((step) => step === failed || step === fixed || !mayChange(view.uses.get(step.n)));
}

/** A check of an unknown effect is one more run of what was run before. */
function mayChange(use: ToolUse | undefined): boolean {
  if (!use) return false;
  return use.effect === 'unknown' ? use.check === undefined : use.effect.writes.length > 0;
}

const known = new WeakMap<object, TestItems>();
const NONE: TestItems = { runner: undefined, passed: new Set(), failed: new Set(), counted: undefined };

/** The tests that a step's output names; only commands that test are looked at. */
function itemsOf(view: SessionView, step: Step): TestItems {
  if (!isToolStep(step) || view.uses.get(step.n)?.check !== 'test' || !step.entry.result) return NONE;
  const { result } = step.entry;
  const items = known.get(result) ?? readTestItems(result.text);
  known.set(result, items);
  return items;
}
