import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { usdNumber } from '../../protocol/formatFigures.ts';
import type { UnreadableFile } from './knownSessions.ts';

export type GroupBy = 'day' | 'agent' | 'project' | 'none';
export type SortBy = 'date' | 'cost';

export interface GroupNode {
  kind: 'group';
  id: string;
  label: string;
  children: SessionNode[];
  /** Sum over all sessions below, as a double: for people, rounded. */
  usd: number;
  lowerBound: boolean;
}

export interface SessionNode {
  kind: 'session';
  id: string;
  summary: SessionSummary;
  /** Sessions that this one started. */
  children: SessionNode[];
}

export interface UnreadableNode {
  kind: 'unreadable';
  id: string;
  file: UnreadableFile;
}

export interface UnreadableGroupNode {
  kind: 'unreadable-group';
  id: string;
  children: UnreadableNode[];
}

/** Stands for sessions that are not shown yet. */
export interface MoreNode {
  kind: 'more';
  id: string;
  /** Id of the group they are in; '' where there are no groups. */
  group: string;
  hidden: number;
}

export type TreeNode = GroupNode | SessionNode | UnreadableGroupNode | UnreadableNode | MoreNode;

export interface TreeOptions {
  groupBy: GroupBy;
  sortBy: SortBy;
  filter: string;
  /** Name of the project a session belongs to. */
  projectOf(summary: SessionSummary): string;
  /** Start of the local day of a time, and its name ("Today"); undefined time: no date. */
  dayOf(at: number | undefined): { order: number; label: string };
}

/** The sessions as the view shows them: sub-agent sessions below the one that started them, filtered, grouped and sorted. */
export function buildSessionTree(
  summaries: readonly SessionSummary[],
  unreadable: readonly UnreadableFile[],
  options: TreeOptions,
): TreeNode[] {
  const roots = nest(summaries);
  const words = wordsOf(options.filter);
  const kept = roots.filter((node) => matches(node, words)).sort(comparer(options.sortBy));
  for (const node of kept) sortChildren(node);
  const files = unreadable
    .filter((file) => words.every((word) => file.path.toLowerCase().includes(word)))
    .map((file): UnreadableNode => ({ kind: 'unreadable', id: `unreadable:${file.path}`, file }));
  const failed: TreeNode[] = files.length > 0 ? [{ kind: 'unreadable-group', id: 'unreadable', children: files }] : [];
  return options.groupBy === 'none' ? [...kept, ...failed] : [...group(kept, options), ...failed];
}

export function wordsOf(filter: string): string[] {
  return filter.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Every session of a subtree, the node's own first. */
export function* sessionsBelow(node: SessionNode): Generator<SessionSummary> {
  yield node.summary;
  for (const child of node.children) yield* sessionsBelow(child);
}

function nest(summaries: readonly SessionSummary[]): SessionNode[] {
  const nodes = new Map<string, SessionNode>();
  for (const summary of summaries) nodes.set(summary.path, { kind: 'session', id: `session:${summary.path}`, summary, children: [] });
  const roots: SessionNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.summary.parent === undefined ? undefined : nodes.get(node.summary.parent);
    if (parent && !isBelow(node, parent, nodes)) parent.children.push(node);
    else roots.push(node);
  }
  return roots;
}

/** True when `parent` is itself started, directly or not, by `node`: damaged files may say so, and a tree must not hold a circle. */
function isBelow(node: SessionNode, parent: SessionNode, nodes: Map<string, SessionNode>): boolean {
  const seen = new Set<string>();
  for (let at: SessionNode | undefined = parent; at && !seen.has(at.id); at = nodes.get(at.summary.parent ?? '')) {
    if (at === node) return true;
    seen.add(at.id);
  }
  return false;
}

export function matches(node: SessionNode, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  for (const summary of sessionsBelow(node)) {
    const text = textOf(summary);
    if (words.every((word) => text.includes(word))) return true;
  }
  return false;
}

/** What is searched, by row: while a filter is typed the same thousands are asked at each key. */
const texts = new WeakMap<SessionSummary, string>();

function textOf(summary: SessionSummary): string {
  let text = texts.get(summary);
  if (text === undefined) {
    text = [summary.task, summary.agent, summary.sessionId, summary.path, ...Object.keys(summary.models)].join(' ').toLowerCase();
    texts.set(summary, text);
  }
  return text;
}

function lastAt(summary: SessionSummary): number | undefined {
  return summary.endedAt ?? summary.startedAt;
}

export function comparer(sortBy: SortBy): (a: SessionNode, b: SessionNode) => number {
  const byDate = (a: SessionNode, b: SessionNode) => (lastAt(b.summary) ?? -Infinity) - (lastAt(a.summary) ?? -Infinity) || 0;
  const byCost = (a: SessionNode, b: SessionNode) => usdBelow(b) - usdBelow(a);
  const byPath = (a: SessionNode, b: SessionNode) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return sortBy === 'cost' ? (a, b) => byCost(a, b) || byDate(a, b) || byPath(a, b) : (a, b) => byDate(a, b) || byPath(a, b);
}

export function usdBelow(node: SessionNode): number {
  let sum = 0;
  for (const summary of sessionsBelow(node)) sum += usdNumber(summary.usd);
  return sum;
}

/** Sub-agents stand in the order in which they were started, whatever the list is sorted by. */
export function sortChildren(node: SessionNode): void {
  node.children.sort((a, b) => (a.summary.startedAt ?? 0) - (b.summary.startedAt ?? 0) || (a.id < b.id ? -1 : 1));
  for (const child of node.children) sortChildren(child);
}

function group(roots: readonly SessionNode[], options: TreeOptions): GroupNode[] {
  const groups = new Map<string, GroupNode & { order: number }>();
  for (const node of roots) {
    const { label, order } = groupOf(node.summary, options);
    const id = groupId(label, options);
    let found = groups.get(id);
    if (!found) groups.set(id, (found = { kind: 'group', id, label, children: [], usd: 0, lowerBound: false, order }));
    found.children.push(node);
    found.usd += usdBelow(node);
    for (const summary of sessionsBelow(node)) found.lowerBound ||= summary.lowerBound;
  }
  const list = [...groups.values()];
  if (options.groupBy === 'day') return list.sort((a, b) => b.order - a.order);
  if (options.sortBy === 'cost') return list.sort((a, b) => b.usd - a.usd || (a.label < b.label ? -1 : 1));
  return list.sort((a, b) => (a.label < b.label ? -1 : 1));
}

export function groupId(label: string, { groupBy }: TreeOptions): string {
  return `${groupBy}:${label}`;
}

export function groupOf(summary: SessionSummary, options: TreeOptions): { label: string; order: number } {
  if (options.groupBy === 'agent') return { label: summary.agent, order: 0 };
  if (options.groupBy === 'project') return { label: options.projectOf(summary), order: 0 };
  return options.dayOf(lastAt(summary));
}
