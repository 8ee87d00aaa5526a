import type { Removal } from '../cost/simulateBill.ts';
import type { Observation, Pattern } from './candidate.ts';
import { capital } from './capital.ts';
import { countOf } from './countOf.ts';
import { inOwnWords } from './inOwnWords.ts';
import { knownName, observeWaste, stepName } from './observeWaste.ts';
import { resultTokens } from '../card/resultTokens.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

/**
 * P7: the same question for a state, asked three times or more in a row with the same answer. The first was needed, and the look at the end of
 * the wait: that is the one with the new answer where the question was put once more, else the last of the run.
 */
export function detectPolling(view: SessionView): Observation[] {
  const observations: Observation[] = [];
  for (const { kind, needed, wasted, checks } of view.clusters) {
    const last = wasted.at(-1);
    if (kind !== 'poll' || !needed || !last) continue;
    const key = view.uses.get(last.n)?.key;
    const isAskedLater = view.steps.slice(last.n).some(({ n }) => view.uses.get(n)?.key === key);
    for (const step of isAskedLater ? wasted : wasted.slice(0, -1)) {
      const name = knownName(view, step);
      if (!isToolStep(step) || !name) continue;
      const removal: Removal = { kind: 'step', toolStep: step.entry };
      observations.push(
        observeWaste(view, pollPattern(name.value, name.isCommand), {
          step,
          evidence: [
            { step: needed, role: 'needed' },
            { step, role: 'wasted' },
          ],
          removals: { low: removal, mid: removal, high: removal },
          checks: checks.map(inOwnWords),
          tell: (saved) =>
            `${capital(stepName(view, step))} (\`${name.value}\`, ${countOf(resultTokens(step), 'token')}) is one of ${countOf(wasted.length + 1, 'time')} in a row that the same question got the same answer, from ${stepName(view, needed)} to ${stepName(view, last)}. ` +
            `Without it this session costs ${saved} less.`,
        }),
      );
    }
  }
  return observations;
}

function pollPattern(name: string, isCommand: boolean): Pattern {
  return {
    lane: 'prune',
    detector: 'poll',
    signature: `${isCommand ? 'shell' : 'tool'}:${name}`,
    parameters: { timesAtLeast: 3 },
    draft: isCommand
      ? { template: 'poll-command', slots: { command: { kind: 'command', value: name } } }
      : { template: 'poll-tool', slots: { tool: { kind: 'tool', value: name } } },
    topic: 'poll',
    scope: 'any',
    assumptions: ['one call that waits gives the last of the equal answers'],
  };
}
