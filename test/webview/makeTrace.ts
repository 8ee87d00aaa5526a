import type { PanelNode, PanelTrace } from '../../src/protocol/panelTrace.ts';
import { summaryOf } from '../unit/editor/summaryOf.ts';

type Draft = Partial<PanelNode> & Pick<PanelNode, 'kind' | 'name'>;

/** A snapshot with these nodes; what a test does not care for is filled in. Dollars of nodes are theirs alone unless it says more. */
export function makeTrace(drafts: readonly Draft[], more: Partial<PanelTrace> = {}): PanelTrace {
  const nodes = drafts.map((draft, id): PanelNode => {
    const usd = draft.usd ?? '0';
    return {
      id,
      parent: -1,
      thread: 0,
      step: String(id + 1),
      target: '',
      usd,
      subtreeUsd: usd,
      entryUsd: usd,
      carryUsd: '0',
      outputUsd: '0',
      feesUsd: '0',
      rewriteUsd: '0',
      tokens: 0,
      carriedBy: 0,
      clusters: [],
      ...draft,
    };
  });
  return {
    path: '/sessions/a.jsonl',
    summary: summaryOf({
      path: '/sessions/a.jsonl',
      sessionId: 'a',
      task: 'Quote a parcel to zone 7',
      models: { 'claude-sonnet-4-5': 12 },
      llmCalls: 12,
      toolCalls: 9,
      usd: '0.4213',
      lowerBound: true,
      tokens: { input: 100, cacheRead: 2000, cacheWrite5m: 0, cacheWrite1h: 300, output: 50, reasoning: 0 },
      attributed: { prefix: '0.1413', user: '0', output: '0', toolEntry: '0', toolCarry: '0.28', agents: '0', fees: '0' },
      avoidableUsd: '0.0211',
    }),
    outcome: { result: 'unknown', evidence: [] },
    likelyAvoidableUsd: '0',
    split: [
      { part: 'prefix', usd: '0.1413' },
      { part: 'toolCarry', usd: '0.28' },
    ],
    nodes,
    clusters: [],
    context: [],
    ...more,
  };
}
