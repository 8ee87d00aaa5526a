import type { BilledSession } from '../core/cost/attributedSession.ts';
import { cardCost, cardOutcome } from '../core/card/cardSections.ts';
import { isLowerBound } from '../core/card/isLowerBound.ts';
import { maskSecrets } from '../core/card/maskSecrets.ts';
import type { AnalyzedSession } from '../core/card/findings.ts';
import { threadFindings } from '../core/card/threadFindings.ts';
import { formatUsdExact } from '../core/session/money.ts';
import { callsOf, threadsOf, toolStepsOf } from '../core/session/walk.ts';
import type { SessionFigures, SessionSummary } from '../protocol/sessionSummary.ts';

/** The row that lists show of a session. `path` becomes the row's path as it is. */
export function summarizeSession(analyzed: AnalyzedSession, path: string): SessionSummary {
  const threads = threadFindings(analyzed);
  const failures = threads.reduce((count, found) => count + found.failures.length, 0);
  return { ...summarizeFigures(analyzed.attributed, failures, path), ...summarizeWaste(analyzed) };
}

/** What the search for waste adds to a row. */
export function summarizeWaste(analyzed: AnalyzedSession): Pick<SessionSummary, 'redundant' | 'avoidableUsd'> {
  const wasted = threadFindings(analyzed).flatMap(({ clusters }) => clusters.flatMap((cluster) => cluster.wasted));
  return { redundant: new Set(wasted).size, avoidableUsd: cardCost(analyzed).avoidable_usd };
}

/** What is known of a session without a search for waste, which takes longer than all the rest. */
export function summarizeFigures(attributed: BilledSession, failures: number, path: string): SessionFigures {
  const { session, tokens, buckets } = attributed;
  const usd = formatUsdExact;
  const models = new Map<string, number>();
  let llmCalls = 0;
  for (const call of callsOf(session)) {
    // A pseudo-model's record is no call; one that failed is, billed or not.
    if (call.free && call.error === undefined) continue;
    llmCalls++;
    const model = call.model || 'unknown';
    models.set(model, (models.get(model) ?? 0) + 1);
  }
  const summary: SessionFigures = {
    path,
    format: session.format,
    sessionId: session.id,
    agent: session.agent.name,
    task: maskSecrets(session.task),
    models: Object.fromEntries([...models].sort(([a], [b]) => (a < b ? -1 : 1))),
    llmCalls,
    toolCalls: [...toolStepsOf(session)].length,
    failures,
    agents: countAgents(attributed),
    usd: usd(attributed.total),
    unpricedTokens: attributed.unpricedTokens,
    lowerBound: isLowerBound(attributed, session.warnings),
    tokens: {
      input: tokens.input,
      cacheRead: tokens.cacheRead,
      cacheWrite5m: tokens.cacheWrite5m,
      cacheWrite1h: tokens.cacheWrite1h,
      output: tokens.output,
      reasoning: tokens.reasoning,
    },
    attributed: {
      prefix: usd(buckets.prefix),
      user: usd(buckets.user),
      output: usd(buckets.output),
      toolEntry: usd(buckets.toolEntry),
      toolCarry: usd(buckets.toolCarry),
      agents: usd(buckets.agents),
      fees: usd(buckets.fees),
    },
    rewriteUsd: usd(attributed.rewrite),
    linkedAgents: [],
    warnings: session.warnings.map((warning) => maskSecrets(warning.message)),
  };
  const outcome = cardOutcome(session.outcome);
  if (outcome.result !== 'unknown' || outcome.evidence.length > 0) summary.outcome = outcome;
  if (session.cwd !== undefined) summary.cwd = session.cwd;
  if (session.startedAt !== undefined) summary.startedAt = session.startedAt;
  if (session.endedAt !== undefined) summary.endedAt = session.endedAt;
  if (attributed.logged !== undefined) summary.loggedUsd = usd(attributed.logged);
  return summary;
}

function countAgents({ session }: BilledSession): number {
  let count = session.strayAgents.length;
  for (const { thread } of threadsOf(session)) {
    for (const entry of thread.entries) if (entry.kind === 'tool' && entry.agent) count++;
  }
  return count;
}
