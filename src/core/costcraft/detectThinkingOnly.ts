import type { Removal } from '../cost/simulateBill.ts';
import type { Observation, Pattern } from './candidate.ts';
import { capital } from './capital.ts';
import { countOf } from './countOf.ts';
import { inOwnWords } from './inOwnWords.ts';
import { observeWaste, stepName } from './observeWaste.ts';
import type { SessionView } from './sessionView.ts';

const PATTERN: Pattern = {
  lane: 'prune',
  detector: 'thinking-only',
  signature: 'turn',
  parameters: {},
  draft: { template: 'thinking-only', slots: {} },
  topic: 'thinking-only',
  scope: 'any',
  assumptions: ['what was thought would have been thought in the turn that acts; only the reading of the context is saved'],
};

/** P12: turns that gave neither text for anyone nor a tool call. */
export function detectThinkingOnly(view: SessionView): Observation[] {
  return view.clusters
    .filter(({ kind }) => kind === 'thinking-only')
    .flatMap(({ wasted, checks }) =>
      wasted.flatMap((step) => {
        if (step.entry.kind !== 'llm') return [];
        const removal: Removal = { kind: 'remove-call', call: step.entry };
        const tokens = view.thread.context.find(({ callIndex }) => callIndex === step.entry.index)?.tokens ?? 0;
        return observeWaste(view, PATTERN, {
          step,
          evidence: [{ step, role: 'wasted' }],
          removals: { low: removal, mid: removal, high: removal },
          checks: [{ check: 'C1', result: 'unknown', because: 'nobody saw what the turn would have done' }, ...checks.map(inOwnWords)],
          tell: (saved) =>
            `${capital(stepName(view, step))} read ${countOf(tokens, 'token')} of context only to think, and the next turn read them again. Without that turn this session costs ${saved} less.`,
        });
      }),
    );
}
