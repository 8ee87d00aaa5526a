import { diffArrays } from 'diff';
import { formatUsdExact, parseUsd, ZERO, type Money } from '../../core/session/money.ts';
import type { ComparedSessions, ComparedStep, PanelComparison, PanelNode, PanelTrace } from '../../protocol/panelTrace.ts';

/** Steps compared one by one; beyond that only the groups are. */
const STEP_LIMIT = 6_000;

/** How hard to look for the best alignment before the rest counts as different: bounds the time for sessions that share nothing. */
const EDIT_LIMIT = 4_000;

/** What two sessions, or two groups of them, did and paid, beside each other. What stands in two sessions counts in both. */
export function compareSessions(a: readonly PanelTrace[], b: readonly PanelTrace[]): PanelComparison {
  const [first, second] = [a[0], b[0]];
  return {
    a: sideOf(a),
    b: sideOf(b),
    groups: [
      ...grouped('tool', a, b, (node) => (node.kind === 'tool' || node.kind === 'agent' ? node.name : undefined)),
      ...grouped('kind', a, b, (node) => node.kind),
      ...buckets(a, b),
    ],
    steps: first && second && a.length === 1 && b.length === 1 ? alignSteps(first.nodes, second.nodes) : [],
  };
}

function sideOf(traces: readonly PanelTrace[]): ComparedSessions {
  const summaries = traces.map(({ summary }) => summary);
  const [only] = summaries;
  return {
    paths: traces.map(({ path }) => path),
    ...(only && summaries.length === 1 && { task: only.task }),
    usd: formatUsdExact(summaries.reduce((sum, { usd }) => sum + parseUsd(usd), ZERO)),
    lowerBound: summaries.some(({ lowerBound }) => lowerBound),
    llmCalls: summaries.reduce((sum, { llmCalls }) => sum + llmCalls, 0),
    toolCalls: summaries.reduce((sum, { toolCalls }) => sum + toolCalls, 0),
  };
}

type Group = PanelComparison['groups'][number];

interface Sum {
  usd: Money;
  count: number;
}

function grouped(
  by: Group['by'],
  a: readonly PanelTrace[],
  b: readonly PanelTrace[],
  nameOf: (node: PanelNode) => string | undefined,
): Group[] {
  const sums = [a, b].map((traces) => {
    const bySum = new Map<string, Sum>();
    for (const node of traces.flatMap(({ nodes }) => nodes)) {
      const name = nameOf(node);
      if (name === undefined) continue;
      const sum = bySum.get(name) ?? { usd: ZERO, count: 0 };
      bySum.set(name, { usd: sum.usd + parseUsd(node.usd), count: sum.count + 1 });
    }
    return bySum;
  });
  const names = new Set(sums.flatMap((sum) => [...sum.keys()]));
  return [...names].map((name) => groupOf(by, name, sums[0]?.get(name), sums[1]?.get(name))).sort(byDifference);
}

function buckets(a: readonly PanelTrace[], b: readonly PanelTrace[]): Group[] {
  const sumsOf = (traces: readonly PanelTrace[]): Map<string, Sum> => {
    const sums = new Map<string, Sum>();
    for (const { part, usd } of traces.flatMap(({ split }) => split)) {
      sums.set(part, { usd: (sums.get(part)?.usd ?? ZERO) + parseUsd(usd), count: 0 });
    }
    return sums;
  };
  const [first, second] = [sumsOf(a), sumsOf(b)];
  return [...first.keys()].map((part) => groupOf('bucket', part, first.get(part), second.get(part))).sort(byDifference);
}

function groupOf(by: Group['by'], name: string, a: Sum = { usd: ZERO, count: 0 }, b: Sum = { usd: ZERO, count: 0 }): Group {
  return { by, name, a: { ...a, usd: formatUsdExact(a.usd) }, b: { ...b, usd: formatUsdExact(b.usd) } };
}

function byDifference(x: Group, y: Group): number {
  const [dx, dy] = [difference(x), difference(y)];
  return dx === dy ? (x.name < y.name ? -1 : 1) : dx > dy ? -1 : 1;
}

function difference({ a, b }: Group): Money {
  const by = parseUsd(b.usd) - parseUsd(a.usd);
  return by < ZERO ? -by : by;
}

/** The longest common order of steps that did the same: same tool and same target; messages and answers by their kind. */
function alignSteps(a: readonly PanelNode[], b: readonly PanelNode[]): PanelComparison['steps'] {
  const [first, second] = [a, b].map((nodes) => nodes.filter(({ kind }) => kind !== 'prefix').slice(0, STEP_LIMIT)) as [
    PanelNode[],
    PanelNode[],
  ];
  const parts = diffArrays(first.map(keyOf), second.map(keyOf), { maxEditLength: EDIT_LIMIT });
  if (!parts) return [...first.map((node) => ({ a: stepOf(node) })), ...second.map((node) => ({ b: stepOf(node) }))];
  const steps: PanelComparison['steps'] = [];
  let [i, j] = [0, 0];
  for (const { added, removed, count } of parts) {
    for (let k = 0; k < count; k++) {
      if (removed) steps.push({ a: stepOf(first[i++] as PanelNode) });
      else if (added) steps.push({ b: stepOf(second[j++] as PanelNode) });
      else steps.push({ a: stepOf(first[i++] as PanelNode), b: stepOf(second[j++] as PanelNode) });
    }
  }
  return steps;
}

function keyOf({ kind, name, target }: PanelNode): string {
  return kind === 'tool' || kind === 'agent' ? `${kind} ${name} ${target}` : kind;
}

function stepOf({ step, name, target, usd }: PanelNode): ComparedStep {
  return { step, name, target, usd };
}
