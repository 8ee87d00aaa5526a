import type { PanelNode } from '../../src/protocol/panelTrace.ts';
import { isFailed, shareOf, type TraceIndex } from '../traceIndex.ts';

export type TreeFlag = 'any' | 'wasted' | 'failed' | 'rewrite';
export type TreeKind = 'any' | PanelNode['kind'];

/** What the tree is asked to show. */
export interface TreeQuery {
  /** Words that must all stand in a node's name, target, step or error, in any case. */
  text: string;
  kind: TreeKind;
  flag: TreeFlag;
  /** Exact name of a tool; '' for all. */
  tool: string;
  /** Least share of the total, with everything below, 0 to 1. */
  minShare: number;
  sort: 'time' | 'cost';
}

export const SHOW_ALL: TreeQuery = { text: '', kind: 'any', flag: 'any', tool: '', minShare: 0, sort: 'time' };

export interface TreeRow {
  node: PanelNode;
  /** 1 for the roots. */
  level: number;
  position: number;
  siblings: number;
  hasChildren: boolean;
  expanded: boolean;
  /** False for a row that only leads to one that was asked for. */
  matches: boolean;
}

/**
 * The rows in order. While something is searched or filtered, what leads to a match is open whatever `open` says; the rest follows
 * `open`, the ids of the nodes that are opened.
 */
export function treeRows(index: TraceIndex, query: TreeQuery, open: ReadonlySet<number>): TreeRow[] {
  const { nodes } = index.trace;
  const filtered = isFiltered(query);
  const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = new Uint8Array(nodes.length);
  /** 1 where the node or something below it is shown. */
  const leads = new Uint8Array(nodes.length);
  for (let id = nodes.length - 1; id >= 0; id--) {
    const node = nodes[id] as PanelNode;
    matches[id] = !filtered || isMatch(index, node, query, words) ? 1 : 0;
    if (matches[id] === 1) leads[id] = 1;
    // Children come after their parents.
    if (leads[id] === 1 && node.parent >= 0) leads[node.parent] = 1;
  }
  const rows: TreeRow[] = [];
  const add = (ids: readonly number[], level: number): void => {
    const shown = ids.filter((id) => leads[id] === 1);
    if (query.sort === 'cost') shown.sort((a, b) => (index.subtreeUsd[b] ?? 0) - (index.subtreeUsd[a] ?? 0) || a - b);
    shown.forEach((id, i) => {
      const children = (index.children[id] ?? []).filter((child) => leads[child] === 1);
      const expanded = children.length > 0 && (open.has(id) || filtered);
      rows.push({
        node: nodes[id] as PanelNode,
        level,
        position: i + 1,
        siblings: shown.length,
        hasChildren: children.length > 0,
        expanded,
        matches: matches[id] === 1,
      });
      if (expanded) add(children, level + 1);
    });
  };
  add(index.roots, 1);
  return rows;
}

/** True where the query leaves something out. */
export function isFiltered({ text, kind, flag, tool, minShare }: TreeQuery): boolean {
  return text.trim() !== '' || kind !== 'any' || flag !== 'any' || tool !== '' || minShare > 0;
}

/** All nodes with children that cost at least this share of the total with everything below: what "expand to" opens. */
export function nodesAbove(index: TraceIndex, minShare: number): Set<number> {
  const open = new Set<number>();
  for (const { id } of index.trace.nodes) {
    if ((index.children[id]?.length ?? 0) > 0 && shareOf(index, index.subtreeUsd[id] ?? 0) >= minShare) open.add(id);
  }
  return open;
}

/** Calls are open at first, sub-agents closed: the path of execution, without what was done elsewhere. */
export function openAtFirst(index: TraceIndex): Set<number> {
  return new Set(index.trace.nodes.filter(({ kind, id }) => kind === 'llm' && (index.children[id]?.length ?? 0) > 0).map(({ id }) => id));
}

/** The way down to a node: everything that must be open for it to be seen. */
export function ancestorsOf(index: TraceIndex, id: number): number[] {
  const found: number[] = [];
  for (let at = index.trace.nodes[id]?.parent ?? -1; at >= 0; at = index.trace.nodes[at]?.parent ?? -1) found.push(at);
  return found;
}

function isMatch(index: TraceIndex, node: PanelNode, query: TreeQuery, words: readonly string[]): boolean {
  if (query.kind !== 'any' && node.kind !== query.kind) return false;
  if (query.tool !== '' && ((node.kind !== 'tool' && node.kind !== 'agent') || node.name !== query.tool)) return false;
  if (query.minShare > 0 && shareOf(index, index.subtreeUsd[node.id] ?? 0) < query.minShare) return false;
  if (query.flag === 'wasted' && node.clusters.length === 0) return false;
  if (query.flag === 'failed' && !isFailed(node)) return false;
  if (query.flag === 'rewrite' && !node.rewrite) return false;
  if (words.length === 0) return true;
  const text = `${node.step} ${node.name} ${node.target} ${node.error ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
