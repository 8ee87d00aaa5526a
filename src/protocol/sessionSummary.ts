import type { Usd } from '../core/card/traceCard.ts';
import type { OutcomeResult } from '../core/session/session.ts';

/** What one session cost and where it went. JSON-safe; dollars are exact decimals as text. */
export interface SessionFigures {
  /** Absolute path of the session's main file. */
  path: string;
  format: string;
  sessionId: string;
  agent: string;
  task: string;
  /** Folder the agent worked in, where the source tells it. */
  cwd?: string;
  startedAt?: number;
  endedAt?: number;
  models: Record<string, number>;
  llmCalls: number;
  toolCalls: number;
  failures: number;
  agents: number;
  usd: Usd;
  loggedUsd?: Usd;
  unpricedTokens: number;
  /** True where usd is only a lower bound. */
  lowerBound: boolean;
  tokens: { input: number; cacheRead: number; cacheWrite5m: number; cacheWrite1h: number; output: number; reasoning: number };
  attributed: { prefix: Usd; user: Usd; output: Usd; toolEntry: Usd; toolCarry: Usd; agents: Usd; fees: Usd };
  rewriteUsd: Usd;
  /** How it ended and who says so; absent where nothing says anything. */
  outcome?: { result: OutcomeResult; evidence: string[] };
  /** Path of the session that started this one, when it was found. */
  parent?: string;
  /** Sub-agents of this session that are sessions of their own: the run's id in this session, and the path of its session. */
  linkedAgents: { runId: string; path: string }[];
  warnings: string[];
}

/** One row of a list of sessions: the figures, and what was found to be wasted. */
export interface SessionSummary extends SessionFigures {
  /** Steps that provably did not matter, and what they cost. */
  redundant: number;
  avoidableUsd: Usd;
  /**
   * Set where those two are of a moment ago, since the search for waste takes too long to be done at every line of a session that runs:
   * in so many milliseconds it is worth while to ask again.
   */
  searchedInMs?: number;
}

/** What came of one file. */
export type SummaryResult =
  | { kind: 'session'; summary: SessionSummary }
  | { kind: 'not-a-trace'; path: string; reason: string }
  | { kind: 'unreadable'; path: string; reason: string };

export function pathOfResult(result: SummaryResult): string {
  return result.kind === 'session' ? result.summary.path : result.path;
}
