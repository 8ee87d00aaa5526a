import type { AgentFindings, AnalyzedSession, Cluster, Failure, Step } from '../card/findings.ts';
import { readToolUses } from '../card/listSteps.ts';
import { readScene, type Scene } from '../card/scene.ts';
import { namesIn } from '../card/sceneWords.ts';
import type { ToolUse } from '../card/toolUse.ts';
import type { WordTimes } from '../card/wordTimes.ts';
import type { AttributedThread } from '../cost/attributedSession.ts';
import type { ToolStep } from '../session/session.ts';

/** One thread of a session as the analysts look at it: its steps, what each did, and when each name was seen and used. */
export interface SessionView {
  /** The whole session, whichever of its threads this is. */
  analyzed: AnalyzedSession;
  steps: readonly Step[];
  clusters: readonly Cluster[];
  failures: readonly Failure[];
  thread: AttributedThread;
  uses: ReadonlyMap<number, ToolUse>;
  scene: Scene;
  words: WordTimes;
}

/** The main thread of a session. */
export function viewSession(analyzed: AnalyzedSession): SessionView {
  const { session, main } = analyzed.attributed;
  const { steps, clusters, failures, uses } = analyzed;
  const scene = readScene(session.main.entries, main.context, steps, uses);
  return { analyzed, steps, clusters, failures, thread: main, uses, scene, words: namesIn(scene) };
}

/** The threads of its sub-agents, in the order of the analysis; those without records have none. */
export function viewAgents(analyzed: AnalyzedSession): SessionView[] {
  return analyzed.agents.flatMap((agent) => {
    const thread = threadOf(analyzed, agent);
    const entries = agent.run.thread?.entries;
    if (!thread || !entries) return [];
    const { steps, clusters, failures } = agent;
    const uses = readToolUses(steps, analyzed.attributed.session.cwd);
    const scene = readScene(entries, thread.context, steps, uses, `${agent.path}.`, answerOf(analyzed, agent));
    return [{ analyzed, steps, clusters, failures, thread, uses, scene, words: namesIn(scene) }];
  });
}

function threadOf({ attributed }: AnalyzedSession, { run }: AgentFindings): AttributedThread | undefined {
  return attributed.agents.find(({ startedBy, runId }) => (startedBy ? startedBy.agent === run : runId === run.id))?.thread;
}

/** The last words of a sub-agent as its parent got them. */
function answerOf({ attributed }: AnalyzedSession, { run }: AgentFindings): string | undefined {
  return attributed.agents.find(({ startedBy }) => startedBy?.agent === run)?.startedBy?.result?.text;
}

export function isToolStep(step: Step): step is Step & { entry: ToolStep } {
  return step.entry.kind === 'tool';
}
