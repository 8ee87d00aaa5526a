import { usdNumber } from '../src/protocol/formatFigures.ts';
import type { PanelCluster, PanelNode, PanelTrace } from '../src/protocol/panelTrace.ts';

/** A trace with what all views look up in it, computed once a snapshot. Doubles are for widths and order; what is shown is the exact text. */
export interface TraceIndex {
  trace: PanelTrace;
  children: readonly (readonly number[])[];
  roots: readonly number[];
  usd: Float64Array;
  subtreeUsd: Float64Array;
  total: number;
  clusters: ReadonlyMap<string, PanelCluster>;
}

export function indexTrace(trace: PanelTrace): TraceIndex {
  const { nodes } = trace;
  const children: number[][] = nodes.map(() => []);
  const roots: number[] = [];
  const usd = new Float64Array(nodes.length);
  const subtreeUsd = new Float64Array(nodes.length);
  for (const { id, parent, usd: own, subtreeUsd: subtree } of nodes) {
    usd[id] = usdNumber(own);
    subtreeUsd[id] = usdNumber(subtree);
    (children[parent] ?? roots).push(id);
  }
  return {
    trace,
    children,
    roots,
    usd,
    subtreeUsd,
    total: usdNumber(trace.summary.usd),
    clusters: new Map(trace.clusters.map((cluster) => [cluster.id, cluster])),
  };
}

/** A share of the session's total, 0 to 1. */
export function shareOf(index: TraceIndex, usd: number): number {
  return index.total > 0 ? usd / index.total : 0;
}

export function isFailed({ status }: PanelNode): boolean {
  return status === 'error' || status === 'aborted';
}
