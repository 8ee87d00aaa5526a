import { durationText, usdText } from '../../src/protocol/formatFigures.ts';
import type { PanelNode } from '../../src/protocol/panelTrace.ts';

/** A step in one line: what it was, how long it took and what it cost. */
export function describeNode(node: PanelNode): string {
  const took = node.start !== undefined && node.end !== undefined && node.end > node.start ? durationText(node.end - node.start) : '';
  return [`${node.step} ${node.name}`, node.target, took, usdText(node.subtreeUsd)].filter(Boolean).join(' · ');
}
