import type { ToolStep } from '../session/session.ts';
import { ZERO } from '../session/money.ts';
import { similarity } from './editDistance.ts';
import type { AnalyzedSession, Cluster, Step } from './findings.ts';
import { ownUsd } from './listSteps.ts';

/** The upstream project's threshold. */
const ALIKE = 0.8;

/** A group of equal arguments, compared once for all of them. */
interface Asked {
  args: string;
  first: Step;
  wasted: Step[];
}

/**
 * The upstream project's rule, for comparison: a call is redundant when an earlier one of the same tool had arguments that, as JSON, are at
 * least 80 % alike (1 - Levenshtein distance / longer length), whatever came back and whatever was changed in between. Five reads of five files
 * look alike to it, so its clusters are likely at most. Each call joins the first that it resembles.
 */
export function findUpstreamRedundancy(steps: readonly Step[]): Cluster[] {
  const byTool = new Map<string, { equal: Map<string, Asked>; heads: Asked[] }>();
  const clusters: Asked[] = [];
  for (const step of steps) {
    if (!isToolStep(step)) continue;
    const { name } = step.entry;
    const args = JSON.stringify(step.entry.args);
    let tool = byTool.get(name);
    if (!tool) byTool.set(name, (tool = { equal: new Map(), heads: [] }));
    const head = tool.equal.get(args) ?? tool.heads.find((other) => similarity(other.args, args, ALIKE) !== undefined);
    if (head) {
      head.wasted.push(step);
      tool.equal.set(args, head);
      continue;
    }
    const asked: Asked = { args, first: step, wasted: [] };
    tool.equal.set(args, asked);
    tool.heads.push(asked);
    clusters.push(asked);
  }
  return clusters.filter(({ wasted }) => wasted.length > 0).map(clusterOf);
}

/** The session with the upstream rule's findings in place of ours, in the main thread and in sub-agents'. */
export function withUpstreamRedundancy(analyzed: AnalyzedSession): AnalyzedSession {
  let count = 0;
  const number = (clusters: Cluster[]): Cluster[] => clusters.map((cluster) => ({ ...cluster, id: `r${++count}` }));
  const clusters = number(findUpstreamRedundancy(analyzed.steps));
  const agents = analyzed.agents.map((agent) => ({ ...agent, clusters: number(findUpstreamRedundancy(agent.steps)) }));
  return { ...analyzed, clusters, agents };
}

function isToolStep(step: Step): step is Step & { entry: ToolStep } {
  return step.entry.kind === 'tool';
}

function clusterOf({ first, wasted }: Asked): Cluster {
  return {
    id: '',
    kind: 'similar-arguments',
    class: 'likely',
    needed: first,
    wasted,
    usd: wasted.reduce((sum, { cost }) => sum + ownUsd(cost), ZERO),
    checks: [{ check: 'C1', result: 'unknown', because: 'only the arguments were compared' }],
    proof: `The arguments are at least 80 % alike to those of step ${first.n}; results and changes were not looked at.`,
  };
}
