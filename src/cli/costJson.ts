import { formatUsdExact } from '../core/session/money.ts';
import type { SessionFigures, SessionSummary } from '../protocol/sessionSummary.ts';
import type { Total } from '../core/cost/totalBill.ts';
import { ExactNumber } from './writeJson.ts';
import type { JsonValue } from './writeJson.ts';

/**
 * The document of `clawtrace cost --json`. The fields up to `warnings` are the command's contract; those after it are additions, of which
 * `redundant` and `avoidableUsd` are there with --waste.
 */
export function costJson(summaries: readonly (SessionFigures | SessionSummary)[], total: Total): JsonValue {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning } = total.tokens;
  return {
    sessions: summaries.map(sessionJson),
    total: {
      usd: new ExactNumber(formatUsdExact(total.usd)),
      unpricedTokens: total.unpricedTokens,
      tokens: { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning },
      sessions: summaries.length,
      lowerBound: summaries.some((summary) => summary.lowerBound),
      repeatedUsd: new ExactNumber(formatUsdExact(total.repeatedUsd)),
    },
  };
}

function sessionJson(summary: SessionFigures | SessionSummary): JsonValue {
  const { prefix, user, output, toolEntry, toolCarry, agents, fees } = summary.attributed;
  const exact = (usd: string): ExactNumber => new ExactNumber(usd);
  return {
    path: summary.path,
    format: summary.format,
    sessionId: summary.sessionId,
    agent: summary.agent,
    models: summary.models,
    llmCalls: summary.llmCalls,
    toolCalls: summary.toolCalls,
    failures: summary.failures,
    agents: summary.agents,
    usd: exact(summary.usd),
    loggedUsd: summary.loggedUsd === undefined ? null : exact(summary.loggedUsd),
    unpricedTokens: summary.unpricedTokens,
    tokens: summary.tokens,
    attributed: {
      prefix: exact(prefix),
      user: exact(user),
      output: exact(output),
      toolEntry: exact(toolEntry),
      toolCarry: exact(toolCarry),
      agents: exact(agents),
      fees: exact(fees),
    },
    rewriteUsd: exact(summary.rewriteUsd),
    warnings: summary.warnings,
    lowerBound: summary.lowerBound,
    ...('avoidableUsd' in summary && { redundant: summary.redundant, avoidableUsd: exact(summary.avoidableUsd) }),
    parent: summary.parent,
    task: summary.task,
    startedAt: isoTime(summary.startedAt),
    endedAt: isoTime(summary.endedAt),
  };
}

function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined || !Number.isFinite(new Date(ms).getTime()) ? undefined : new Date(ms).toISOString();
}
