import type { Step } from '../card/findings.ts';
import { measureUse } from '../card/measureUse.ts';
import { FLOOR_TOKENS, resultForm } from '../card/resultForm.ts';
import { resultTokens } from '../card/resultTokens.ts';
import type { ToolUse } from '../card/toolUse.ts';
import type { Removal } from '../cost/simulateBill.ts';
import type { ToolStep } from '../session/session.ts';
import type { Observation, Pattern } from './candidate.ts';
import { capital } from './capital.ts';
import { countOf } from './countOf.ts';
import { inOwnWords } from './inOwnWords.ts';
import { knownName, observeContradiction, observeWaste, stepName } from './observeWaste.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

/**
 * P4: large results of which nothing came back, neither a name nor a line nor the wording, and to whose file nothing returned (the card's
 * finding). Large results of the same kind of which something was used speak against the rule.
 */
export function detectUnused(view: SessionView): Observation[] {
  const found = new Map(
    view.clusters.flatMap((cluster) => (cluster.kind === 'unused' ? cluster.wasted.map((step) => [step, cluster]) : [])),
  );
  const observations: Observation[] = [];
  for (const step of view.steps) {
    const use = view.uses.get(step.n);
    if (!use || !isToolStep(step)) continue;
    const pattern = patternOf(view, step, use);
    if (!pattern) continue;
    const cluster = found.get(step);
    if (!cluster) {
      if (isLargeAndUsed(view, step, use)) observations.push(observeContradiction(view, pattern, step));
      continue;
    }
    const remove: Removal = { kind: 'step', toolStep: step.entry };
    const floor: Removal = { kind: 'shorten', toolStep: step.entry, toTokens: FLOOR_TOKENS };
    observations.push(
      observeWaste(view, pattern, {
        step,
        evidence: [{ step, role: 'wasted' }],
        // A search that shows that there is nothing takes some tokens, too.
        removals: { low: floor, mid: floor, high: remove },
        checks: [
          { check: 'C1', result: 'unknown', because: 'nobody saw what the model would have done without it' },
          { check: 'C2', result: 'pass', because: 'it changed nothing' },
          { check: 'C3', result: 'pass', because: 'nothing else leaves the context' },
          ...cluster.checks.filter(({ check }) => check === 'C4' || check === 'C5').map(inOwnWords),
        ],
        tell: (saved) =>
          `${capital(stepName(view, step))} put ${countOf(resultTokens(step), 'token')} into the context, which ${countOf(step.cost.carriedBy, 'later call')} paid for again, and nothing that was written later names anything of it. ` +
          `With ${countOf(FLOOR_TOKENS, 'token')} in its place this session costs ${saved} less.`,
      }),
    );
  }
  return observations;
}

function patternOf(view: SessionView, step: Step & { entry: ToolStep }, use: ToolUse): Pattern | undefined {
  const name = knownName(view, step);
  // A sub-agent is sent to read so that its parent need not.
  if (view.scene.prefix !== '' && use.action === 'read') return undefined;
  if (!name || (use.action !== 'read' && use.action !== 'search' && use.action !== 'web')) return undefined;
  return {
    lane: 'prune',
    detector: 'unused',
    signature: use.action === 'read' ? 'read-file' : `${use.action}:${name.value}`,
    parameters: { keptTokens: FLOOR_TOKENS },
    draft:
      use.action === 'read'
        ? { template: 'unused-read', slots: {} }
        : { template: 'unused-result', slots: { tool: { kind: 'tool', value: name.value } } },
    topic: use.action === 'read' ? 'read-file' : `${use.action}:${name.value}`,
    scope: 'any',
    assumptions: ['what was used of a result shows in names, lines or wording that come back later'],
  };
}

function isLargeAndUsed(view: SessionView, step: Step & { entry: ToolStep }, use: ToolUse): boolean {
  const form = resultForm(step, use);
  return form !== undefined && resultTokens(step) >= form.limit && (measureUse(step.entry, view.words)?.usedLines ?? 0) > 0;
}
