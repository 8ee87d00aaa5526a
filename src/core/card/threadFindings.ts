import type { AnalyzedSession, Cluster, Failure, Step } from './findings.ts';
import type { StepLabel } from './traceCard.ts';

/** What was found in one thread, and how its steps are named in the card. */
export interface ThreadFindings {
  clusters: readonly Cluster[];
  failures: readonly Failure[];
  label: (step: Step) => StepLabel;
}

/** The findings of the main thread, then those of each sub-agent's. */
export function threadFindings({ clusters, failures, agents }: AnalyzedSession): ThreadFindings[] {
  return [
    { clusters, failures, label: (step) => step.n },
    ...agents.map((agent): ThreadFindings => ({ ...agent, label: (step) => `${agent.path}.${step.n}` })),
  ];
}
