import type { SessionSummary } from '../../../src/protocol/sessionSummary.ts';

/** A summary with nothing remarkable, but for what a test is about. */
export function summaryOf(changes: Partial<SessionSummary> = {}): SessionSummary {
  return {
    path: '/a/session.jsonl',
    format: 'claude-code',
    sessionId: '5f0c2a71',
    agent: 'claude-code',
    task: 'Change the surcharge',
    models: { 'claude-opus-5': 3 },
    llmCalls: 3,
    toolCalls: 2,
    failures: 0,
    agents: 0,
    redundant: 0,
    usd: '1',
    unpricedTokens: 0,
    lowerBound: false,
    tokens: { input: 10, cacheRead: 1000, cacheWrite5m: 200, cacheWrite1h: 0, output: 50, reasoning: 0 },
    attributed: { prefix: '0.5', user: '0.1', output: '0.1', toolEntry: '0.2', toolCarry: '0.1', agents: '0', fees: '0' },
    rewriteUsd: '0',
    avoidableUsd: '0',
    linkedAgents: [],
    warnings: [],
    ...changes,
  };
}
