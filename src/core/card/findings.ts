import type { Money } from '../session/money.ts';
import type { AttributedSession, OwnerCost } from '../cost/attributedSession.ts';
import type { AgentRun, LlmCall, ToolStep } from '../session/session.ts';
import type { AgentUse } from './judgeAgent.ts';
import type { StepStatus } from './stepStatus.ts';
import type { ToolUse } from './toolUse.ts';
import type { RedundancyKind } from './traceCard.ts';

/** A numbered step of one thread, the main one where nothing else is said: what a row of the card, a finding and a patch's evidence all refer to. */
export interface Step {
  /** 1, 2, … in the order of the thread. */
  n: number;
  kind: 'llm' | 'tool' | 'agent';
  entry: LlmCall | ToolStep;
  cost: OwnerCost;
  /** Own output + entry + carry + fees; for an agent also its own calls and those below it, where they are in this bill. */
  usd: Money;
}

/** Answer to one of the counterfactual checks C1 to C8 of the design; "unknown" is an answer. */
export interface CheckResult {
  check: 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'C6' | 'C7' | 'C8';
  result: 'pass' | 'fail' | 'unknown';
  because: string;
}

/** Steps that were not needed, and the one that was, where they repeat it. */
export interface Cluster {
  id: string;
  kind: RedundancyKind;
  class: 'proven' | 'likely';
  /** Absent for what is waste by itself: a call that only thought, a result of which nothing was used. */
  needed?: Step;
  wasted: Step[];
  /** What the wasted steps cost: arguments, entry and carry; never more than those steps' rows show. */
  usd: Money;
  checks: CheckResult[];
  /** One sentence for people, every number computed. */
  proof: string;
}

export interface Failure {
  step: Step;
  /** First line, cleaned of control characters and secrets. */
  error: string;
  how: 'flag' | 'status' | 'exit-code' | 'stop-reason' | 'api-error' | 'text';
  repairedBy?: Step;
  /** From the failure to its repair, both included. */
  usd?: Money;
}

/** What was found inside a sub-agent's own thread, whose steps are counted apart. */
export interface AgentFindings {
  /** How steps of this thread are named: "12" where step 12 started the agent, so that its third is "12.3"; "a1" for one that no step claims. */
  path: string;
  run: AgentRun;
  steps: Step[];
  clusters: Cluster[];
  failures: Failure[];
}

/** A session with all that was found in it: what the card is written from and what CostCraft reads. */
export interface AnalyzedSession {
  attributed: AttributedSession;
  steps: Step[];
  /** The tool uses among the steps, by step number. */
  uses: ReadonlyMap<number, ToolUse>;
  /** How each step ended, by step number. */
  statuses: ReadonlyMap<number, StepStatus>;
  clusters: Cluster[];
  failures: Failure[];
  /** Of sub-agents whose records belong to the session, in order of their start, parents before children. */
  agents: AgentFindings[];
  /** What became of the answer of each sub-agent that a step of the main thread started, by step number. */
  agentUse: ReadonlyMap<number, AgentUse>;
}
