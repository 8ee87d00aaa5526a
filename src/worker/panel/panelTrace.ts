import { cardCost } from '../../core/card/cardSections.ts';
import { oneLine } from '../../core/card/describeTarget.ts';
import type { AnalyzedSession } from '../../core/card/findings.ts';
import { formatUsdExact } from '../../core/session/money.ts';
import type { PanelTrace } from '../../protocol/panelTrace.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import type { PanelTree } from './panelTree.ts';
import { splitBill } from './splitBill.ts';

/** The snapshot of a session that the panel shows. `summary` is the session's row as all lists show it. */
export function panelTrace(analyzed: AnalyzedSession, tree: PanelTree, summary: SessionSummary): PanelTrace {
  const { session } = analyzed.attributed;
  const version = oneLine(session.agent.version ?? '', 40);
  const known = new Map(analyzed.steps.map(({ n, entry }) => [n, tree.idOf.get(entry)]));
  const idsOf = (steps: readonly { n: number }[]): number[] => steps.flatMap(({ n }) => known.get(n) ?? []);
  return {
    path: summary.path,
    summary: { ...summary, task: oneLine(session.task, 400) ?? '' },
    ...(version && { agentVersion: version }),
    outcome: {
      result: session.outcome.result,
      evidence: session.outcome.evidence.map((line) => oneLine(line, 200)).filter((line) => line !== undefined),
    },
    likelyAvoidableUsd: cardCost(analyzed).likely_avoidable_usd,
    split: splitBill(analyzed.attributed),
    nodes: tree.nodes,
    clusters: analyzed.clusters.map(({ id, kind, class: of, needed, wasted, usd, proof }) => ({
      id,
      kind,
      class: of,
      nodes: idsOf([...(needed ? [needed] : []), ...wasted]),
      usd: formatUsdExact(usd),
      proof: oneLine(proof, 300) ?? '',
    })),
    context: tree.context,
  };
}
