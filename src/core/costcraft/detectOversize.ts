import type { CheckResult, Step } from '../card/findings.ts';
import { grouped } from '../card/scene.ts';
import { FLOOR_TOKENS } from '../card/resultForm.ts';
import { stepStatus } from '../card/stepStatus.ts';
import type { ToolUse } from '../card/toolUse.ts';
import type { Removal } from '../cost/simulateBill.ts';
import { ZERO, type Money } from '../session/money.ts';
import type { ToolStep } from '../session/session.ts';
import type { Observation, Pattern } from './candidate.ts';
import { capital } from './capital.ts';
import { countOf } from './countOf.ts';
import { measureUse, type ResultUse } from '../card/measureUse.ts';
import { observeContradiction, observeWaste, stepName } from './observeWaste.ts';
import { oversizePattern, type OversizePattern } from './oversizePattern.ts';
import { resultTokens } from '../card/resultTokens.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

/** Above this share of a result still kept with the lines around what was used, the result was not too large. */
const KEPT_AT_MOST = 0.5;

/**
 * P1: large results of which what the model wrote later names only a part. The other part may still have taught it something, so this is never
 * more than plausible. `contradicts` is set on results of which even the tightest
 * reading used most: they speak against the rule.
 */
export function detectOversize(view: SessionView): Observation[] {
  const observations: Observation[] = [];
  for (const step of view.steps) {
    const use = view.uses.get(step.n);
    if (!isToolStep(step) || !use || stepStatus(step, use).failure) continue;
    const pattern = oversizePattern(view, step, use);
    if (!pattern || resultTokens(step) < pattern.limit) continue;
    // A sub-agent is sent to read so that its parent need not, and says in its answer only what came of it.
    if (view.scene.prefix !== '' && pattern.signature === 'read-file') continue;
    const seen = measureUse(step.entry, view.words);
    const observation = seen && observe(view, step, use, seen, pattern);
    if (observation) observations.push(observation);
  }
  return observations;
}

function observe(
  view: SessionView,
  step: Step & { entry: ToolStep },
  use: ToolUse,
  seen: ResultUse,
  pattern: OversizePattern,
): Observation | undefined {
  // From a list one picks; nobody could have asked for the picked entries alone before seeing it.
  if (pattern.isListing && seen.usedLines > 0) return undefined;
  const tokens = resultTokens(step);
  const keep = (reach: number): number => Math.min(1, Math.max(seen.keptWithin(reach), FLOOR_TOKENS / tokens));
  const [low, mid, high] = [keep(pattern.reach.low), keep(pattern.reach.mid), keep(pattern.reach.high)];
  // Between the two: neither for the rule nor against it.
  if (mid > KEPT_AT_MOST && high <= KEPT_AT_MOST) return undefined;
  const removal = (share: number): Removal => ({ kind: 'shorten', toolStep: step.entry, toTokens: Math.ceil(tokens * share) });
  const keptTokens = Math.ceil(tokens * mid);
  const rule: Pattern = {
    lane: 'prune',
    detector: 'oversize',
    signature: pattern.signature,
    parameters: { limitTokens: pattern.limit, keptAtMost: KEPT_AT_MOST },
    draft: pattern.draft,
    topic: pattern.signature,
    scope: 'any',
    assumptions: [
      `what the model wrote later shows what it used: lines it names are kept with ${pattern.reach.mid} lines around them (${pattern.reach.low} in the low figure, ${pattern.reach.high} in the high one)`,
    ],
  };
  if (high > KEPT_AT_MOST) return observeContradiction(view, rule, step);
  return observeWaste(view, rule, {
    step,
    evidence: [{ step, role: 'wasted' }],
    removals: { low: removal(low), mid: removal(mid), high: removal(high) },
    checks: checksOf(use),
    extra: pattern.signature === 'read-file' ? roundTripAfter(view, step) : ZERO,
    tell: (saved) =>
      `${capital(stepName(view, step))} (\`${pattern.name}\`) put ${countOf(tokens, 'token')} into the context${paidAgain(step.cost.carriedBy)}. ` +
      (seen.usedLines === 0
        ? `Nothing that was written later names any of its ${countOf(seen.lines, 'line')}; with ${countOf(keptTokens, 'token')} of it `
        : `What was written later names ${grouped(seen.usedLines)} of its ${countOf(seen.lines, 'line')}; with those and the lines around them, ${countOf(keptTokens, 'token')}, `) +
      `this session costs ${saved} less.`,
  });
}

function paidAgain(laterCalls: number): string {
  return laterCalls === 0 ? '' : `, and ${countOf(laterCalls, 'later call')} paid for them again`;
}

/** What the search costs that may have to come before a read in parts: one more call, which reads the context as the next one did. */
function roundTripAfter(view: SessionView, step: Step): Money {
  const next = view.steps.slice(step.n).find((s) => s.kind === 'llm');
  return next ? (view.thread.calls.get(next.entry.index)?.cacheRead ?? ZERO) : ZERO;
}

function checksOf(use: ToolUse): CheckResult[] {
  return [
    { check: 'C1', result: 'unknown', because: 'nobody saw what the model would have done with the shorter result' },
    { check: 'C2', result: 'pass', because: 'the same step at the same moment, only with less output' },
    { check: 'C3', result: 'pass', because: 'what is kept stands where it stood' },
    { check: 'C4', result: 'pass', because: 'at most half of it stands around lines that were named later' },
    { check: 'C5', result: 'pass', because: use.check ? 'the check still runs, only its output is cut' : 'it checks nothing' },
  ];
}
