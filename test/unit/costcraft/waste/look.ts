import type { Observation } from '../../../../src/core/costcraft/candidate.ts';
import { viewAgents, viewSession, type SessionView } from '../../../../src/core/costcraft/sessionView.ts';
import { buildSession, type SessionSpec, type Turn } from '../buildSession.ts';

type Detector = (view: SessionView) => Observation[];

/** What a detector sees in the main thread of a session made of these turns. */
export function look(detect: Detector, turns: Turn[], spec: Partial<SessionSpec> = {}): Observation[] {
  return detect(viewSession(buildSession({ id: 's1', ...spec, turns })));
}

/** And in the threads of its sub-agents. */
export function lookInAgents(detect: Detector, turns: Turn[]): Observation[] {
  return viewAgents(buildSession({ id: 's1', turns })).flatMap(detect);
}

/** Numbers of the steps that were found to be waste, those that speak against the rule left out. */
export function stepsOf(observations: readonly Observation[]): number[] {
  return observations.filter(({ contradicts }) => !contradicts).map(({ instance }) => instance.step.n);
}

export function against(observations: readonly Observation[]): number {
  return observations.filter(({ contradicts }) => contradicts).length;
}

/** Turns that only say something: so that there is a later. */
export function talk(count: number): Turn[] {
  return Array.from({ length: count }, (_, i) => ({
    say: `Going on with part ${'abcdefghij'[i] ?? ''}.`,
    tool: 'Bash',
    args: { command: `true part${i}` },
    result: '',
  }));
}
