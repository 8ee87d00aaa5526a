import { usdText } from '../../src/protocol/formatFigures.ts';
import type { PanelNode } from '../../src/protocol/panelTrace.ts';
import { t } from '../text.ts';
import type { TraceIndex } from '../traceIndex.ts';

/** What is remarkable about a step besides its price, in words. */
export function remarksOf(index: TraceIndex, node: PanelNode): string[] {
  const remarks: string[] = [];
  if (node.status !== undefined) remarks.push(statusText(node.status));
  for (const id of node.clusters) {
    const cluster = index.clusters.get(id);
    const needed = cluster && index.trace.nodes[cluster.needed ?? -1];
    if (!cluster) remarks.push(t('redundant'));
    else if (!needed || needed.id === node.id) remarks.push(cluster.class === 'likely' ? t('likely {0}', cluster.kind) : cluster.kind);
    else
      remarks.push(
        cluster.class === 'likely' ? t('likely {0} of {1}', cluster.kind, needed.step) : t('{0} of {1}', cluster.kind, needed.step),
      );
  }
  if (node.rewrite) remarks.push(t('re-write {0} ({1})', usdText(node.rewrite.premiumUsd), node.rewrite.reason));
  // What the row says anyway need not be said again.
  if (node.error !== undefined && node.error !== node.target) remarks.push(node.error);
  return [...new Set(remarks)];
}

function statusText(status: NonNullable<PanelNode['status']>): string {
  switch (status) {
    case 'error':
      return t('failed');
    case 'aborted':
      return t('aborted');
    case 'rejected':
      return t('rejected');
    case 'cancelled':
      return t('cancelled');
    case 'expected':
      return t('exit status expected');
    case 'running':
      return t('running');
    case 'unknown':
      return t('no result');
  }
}
