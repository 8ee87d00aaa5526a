import { formatUsd } from '../session/money.ts';
import type { Removal } from '../cost/simulateBill.ts';
import type { Observation, Pattern } from './candidate.ts';
import { countOf } from './countOf.ts';
import { observeContradiction, observeWaste } from './observeWaste.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

const PATTERN: Pattern = {
  lane: 'prune',
  detector: 'unused-agent',
  signature: 'sub-agent',
  parameters: {},
  draft: { template: 'unused-agent', slots: {} },
  topic: 'sub-agent',
  scope: 'any',
  assumptions: ['a sub-agent whose answer was not used is not started; what it changed outside of files is not seen'],
};

/** How formats mark a result that only says that the agent began. */
const STARTED = /^(?:accepted|running|async_launched)$/i;

/**
 * P13: sub-agents that finished, and whose answer came back in nothing that was written later. Agents that failed, that were refused or
 * cancelled, or whose answer is not in the records are left alone. Those that were used speak against the rule.
 */
export function detectUnusedAgents(view: SessionView): Observation[] {
  // What became of a sub-agent's own sub-agents is not judged.
  if (view.scene.prefix !== '') return [];
  const observations: Observation[] = [];
  for (const [n, { used }] of view.analyzed.agentUse) {
    const step = view.steps[n - 1];
    if (!step || !isToolStep(step)) continue;
    if (used === 'yes') observations.push(observeContradiction(view, PATTERN, step));
    const status = view.scene.statuses.get(n);
    const answer = step.entry.result?.text.trim() ?? '';
    // What was only started, or whose own records are not known, may have done its work elsewhere.
    const isKnown = step.entry.agent?.thread !== undefined && !STARTED.test(step.entry.result?.status ?? '');
    if (used !== 'no' || status?.status !== undefined || answer === '' || !isKnown) continue;
    const removal: Removal = { kind: 'step', toolStep: step.entry };
    observations.push(
      observeWaste(view, PATTERN, {
        step,
        evidence: [{ step, role: 'wasted' }],
        removals: { low: removal, mid: removal, high: removal },
        checks: [
          { check: 'C1', result: 'unknown', because: 'what was only understood of its answer cannot be seen' },
          { check: 'C2', result: 'pass', because: 'it changed no file' },
          { check: 'C3', result: 'pass', because: 'its answer came into the context' },
          { check: 'C4', result: 'pass', because: 'no name, line or wording that it brought came back' },
          { check: 'C5', result: 'unknown', because: 'it may have been a second opinion' },
        ],
        tell: (saved) =>
          `Step ${n} started a sub-agent (${formatUsd(step.usd)} with its own calls) that changed no file and answered with ${countOf(answer.length, 'character')}; nothing that was written later names anything of it. ` +
          `Without it this session costs ${saved} less.`,
      }),
    );
  }
  return observations;
}
