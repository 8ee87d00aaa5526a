import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { comparer, groupId, groupOf, matches, sessionsBelow, sortChildren, usdBelow, wordsOf } from './sessionTree.ts';
import type { GroupNode, SessionNode, TreeNode, TreeOptions } from './sessionTree.ts';

interface Place {
  node: SessionNode;
  /** The session at the top of the subtree that the node is in. */
  root: SessionNode;
  /** Absent where there are no groups. */
  group?: GroupNode;
}

/** Where every session of a tree stands. */
export function placesOf(tree: readonly TreeNode[]): Map<string, Place> {
  const places = new Map<string, Place>();
  const add = (root: SessionNode, node: SessionNode, group: GroupNode | undefined): void => {
    places.set(node.summary.path, { node, root, ...(group && { group }) });
    for (const child of node.children) add(root, child, group);
  };
  for (const top of tree) {
    if (top.kind === 'session') add(top, top, undefined);
    else if (top.kind === 'group') for (const root of top.children) add(root, root, top);
  }
  return places;
}

/**
 * Puts a row that has changed in the place of the old one, where that leaves the tree as it is but for its own group: the work is that of
 * one group, not of all sessions. Gives the nodes to be drawn again; undefined where the tree must be built anew, as when the session
 * has come or gone, has another parent or another day.
 */
export function patchSessionTree(
  places: ReadonlyMap<string, Place>,
  summary: SessionSummary | undefined,
  path: string,
  options: TreeOptions,
): TreeNode[] | undefined {
  const place = places.get(path);
  if (!place || !summary || summary.parent !== place.node.summary.parent) return undefined;
  const { node, root, group } = place;
  // Without groups the order of all is at stake, and cost orders the groups themselves.
  if (!group || options.sortBy === 'cost') return undefined;
  node.summary = summary;
  if (groupId(groupOf(root.summary, options).label, options) !== group.id || !matches(root, wordsOf(options.filter))) return undefined;
  sortChildren(root);
  group.children.sort(comparer(options.sortBy));
  group.usd = 0;
  group.lowerBound = false;
  for (const member of group.children) {
    group.usd += usdBelow(member);
    for (const below of sessionsBelow(member)) group.lowerBound ||= below.lowerBound;
  }
  return [group];
}
