import type { SessionFigures } from '../protocol/sessionSummary.ts';
import type { LinkedAgentFigures } from '../protocol/workerMessages.ts';

/** What is known of a session's sub-agents that are sessions of their own. */
export function figuresOfLinked(
  { linkedAgents }: SessionFigures,
  summaryOf: (path: string) => SessionFigures | undefined,
): LinkedAgentFigures[] {
  return linkedAgents.flatMap(({ runId, path }) => {
    const child = summaryOf(path);
    return child ? [{ runId, path, usd: child.usd, calls: child.llmCalls }] : [];
  });
}
