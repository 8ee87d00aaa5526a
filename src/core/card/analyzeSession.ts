import type { AttributedSession, AttributedThread } from '../cost/attributedSession.ts';
import type { AgentRun, Thread, ToolStep } from '../session/session.ts';
import { findFailures } from './findFailures.ts';
import { findRedundancy } from './findRedundancy.ts';
import type { AgentFindings, AnalyzedSession, Step } from './findings.ts';
import { judgeAgent, type AgentUse } from './judgeAgent.ts';
import { agentTotals, listThreadSteps, readToolUses } from './listSteps.ts';
import { readScene, type Scene } from './scene.ts';

/** Everything that is found in one session: numbered steps, redundancy, failures, sub-agents' too. Deterministic; touches nothing outside. */
export function analyzeSession(attributed: AttributedSession): AnalyzedSession {
  const { session, main } = attributed;
  const totals = agentTotals(attributed);
  const look = (thread: Thread, billed: AttributedThread, prefix: string, answer?: string): Scene => {
    const steps = listThreadSteps(thread.entries, billed, totals);
    return readScene(thread.entries, billed.context, steps, readToolUses(steps, session.cwd), prefix, answer);
  };
  const agents: AgentFindings[] = [];
  const billedBy = new Map(attributed.agents.flatMap(({ startedBy, thread }) => (startedBy ? [[startedBy, thread] as const] : [])));
  const findIn = (path: string, run: AgentRun, billed: AttributedThread, answer?: string): void => {
    if (!run.thread) return;
    const scene = look(run.thread, billed, `${path}.`, answer);
    agents.push({ path, run, ...findingsOf(scene) });
    findBelow(scene.steps, `${path}.`);
  };
  const findBelow = (steps: readonly Step[], prefix: string): void => {
    for (const { n, entry } of steps) {
      const billed = entry.kind === 'tool' ? billedBy.get(entry) : undefined;
      if (entry.kind === 'tool' && entry.agent && billed) findIn(`${prefix}${n}`, entry.agent, billed, entry.result?.text);
    }
  };
  const scene = look(session.main, main, '');
  findBelow(scene.steps, '');
  strayThreads(attributed).forEach(({ run, billed }, i) => run && findIn(`a${i + 1}`, run, billed));
  const found = findingsOf(scene);
  let count = found.clusters.length;
  // Ids are unique in a card.
  for (const { clusters } of agents) for (const cluster of clusters) cluster.id = `r${++count}`;
  return { attributed, uses: scene.uses, statuses: scene.statuses, ...found, agents, agentUse: judgeAgents(scene) };
}

function findingsOf(scene: Scene): Pick<AgentFindings, 'steps' | 'clusters' | 'failures'> {
  return { steps: [...scene.steps], clusters: findRedundancy(scene), failures: findFailures(scene) };
}

/** In the order and under the numbers that the card's rows give them. */
function strayThreads({ agents, session }: AttributedSession): { run: AgentRun | undefined; billed: AttributedThread }[] {
  const runs = new Map(session.strayAgents.map((run) => [run.id, run]));
  return agents
    .filter(({ startedBy, depth }) => !startedBy && depth <= 1)
    .map(({ runId, thread }) => ({ run: runs.get(runId), billed: thread }));
}

function judgeAgents(scene: Scene): Map<number, AgentUse> {
  const uses = new Map<number, AgentUse>();
  for (const step of scene.steps) if (startsAgent(step)) uses.set(step.n, judgeAgent(scene, step, step.entry.agent));
  return uses;
}

function startsAgent(step: Step): step is Step & { entry: ToolStep & { agent: AgentRun } } {
  return step.entry.kind === 'tool' && step.entry.agent !== undefined;
}
