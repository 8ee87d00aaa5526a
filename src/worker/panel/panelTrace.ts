import { cardCost } from '../../core/card/cardSections.ts';
import { oneLine } from '../../core/card/describeTarget.ts';
import type { AnalyzedSession, Step } from '../../core/card/findings.ts';
import { formatUsdExact } from '../../core/session/money.ts';
import type { PanelTrace } from '../../protocol/panelTrace.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { clustersOf } from './clustersOf.ts';
import type { PanelTree } from './panelTree.ts';
import { splitBill } from './splitBill.ts';

/** The snapshot of a session that the panel shows. `summary` is the session's row as all lists show it. */
export function panelTrace(analyzed: AnalyzedSession, tree: PanelTree, summary: SessionSummary): PanelTrace {
  const { session } = analyzed.attributed;
  const version = oneLine(session.agent.version ?? '', 40);
  // By entry: step numbers count anew in each sub-agent's thread.
  const idOf = ({ entry }: Step): number | undefined => tree.idOf.get(entry);
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
    clusters: clustersOf(analyzed).map(({ id, kind, class: of, needed, wasted, usd, proof }) => {
      const node = needed && idOf(needed);
      return {
        id,
        kind,
        class: of,
        ...(node !== undefined && { needed: node }),
        wasted: wasted.map(idOf).filter((waste) => waste !== undefined),
        usd: formatUsdExact(usd),
        proof: oneLine(proof, 300) ?? '',
      };
    }),
    context: tree.context,
  };
}
