import { cardCost, cardOutcome } from '../core/card/cardSections.ts';
import { maskSecrets } from '../core/card/maskSecrets.ts';
import type { AnalyzedSession } from '../core/card/findings.ts';
import { threadFindings } from '../core/card/threadFindings.ts';
import { callsOf, threadsOf, toolStepsOf } from '../core/session/walk.ts';
import type { SessionSummary } from '../protocol/sessionSummary.ts';

/** The row that lists show of a session. `path` becomes the row's path as it is. */
export function summarizeSession(analyzed: AnalyzedSession, path: string): SessionSummary {
  const { attributed } = analyzed;
  const threads = threadFindings(analyzed);
  const { session, tokens } = attributed;
  const cost = cardCost(analyzed);
  const models = new Map<string, number>();
  let llmCalls = 0;
  for (const call of callsOf(session)) {
    // A pseudo-model's record is no call; one that failed is, billed or not.
    if (call.free && call.error === undefined) continue;
    llmCalls++;
    const model = call.model || 'unknown';
    models.set(model, (models.get(model) ?? 0) + 1);
  }
  const summary: SessionSummary = {
    path,
    format: session.format,
    sessionId: session.id,
    agent: session.agent.name,
    task: maskSecrets(session.task),
    models: Object.fromEntries([...models].sort(([a], [b]) => (a < b ? -1 : 1))),
    llmCalls,
    toolCalls: [...toolStepsOf(session)].length,
    failures: threads.reduce((count, { failures }) => count + failures.length, 0),
    agents: countAgents(analyzed),
    redundant: new Set(threads.flatMap(({ clusters }) => clusters.flatMap((cluster) => cluster.wasted))).size,
    usd: cost.usd,
    unpricedTokens: attributed.unpricedTokens,
    lowerBound: cost.bound === 'at least',
    tokens: {
      input: tokens.input,
      cacheRead: tokens.cacheRead,
      cacheWrite5m: tokens.cacheWrite5m,
      cacheWrite1h: tokens.cacheWrite1h,
      output: tokens.output,
      reasoning: tokens.reasoning,
    },
    attributed: {
      prefix: cost.split.prefix,
      user: cost.split.user,
      output: cost.split.output,
      toolEntry: cost.split.tool_entry,
      toolCarry: cost.split.tool_carry,
      agents: cost.split.agents,
      fees: cost.split.fees,
    },
    rewriteUsd: cost.rewrite_usd,
    avoidableUsd: cost.avoidable_usd,
    linkedAgents: [],
    warnings: session.warnings.map((warning) => maskSecrets(warning.message)),
  };
  const outcome = cardOutcome(session.outcome);
  if (outcome.result !== 'unknown' || outcome.evidence.length > 0) summary.outcome = outcome;
  if (session.cwd !== undefined) summary.cwd = session.cwd;
  if (session.startedAt !== undefined) summary.startedAt = session.startedAt;
  if (session.endedAt !== undefined) summary.endedAt = session.endedAt;
  if (cost.logged_usd !== undefined) summary.loggedUsd = cost.logged_usd;
  return summary;
}

function countAgents({ attributed: { session } }: AnalyzedSession): number {
  let count = session.strayAgents.length;
  for (const { thread } of threadsOf(session)) {
    for (const entry of thread.entries) if (entry.kind === 'tool' && entry.agent) count++;
  }
  return count;
}
