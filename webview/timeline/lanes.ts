import type { PanelNode } from '../../src/protocol/panelTrace.ts';
import type { TimeAxis } from './timeAxis.ts';

export interface Bar {
  node: PanelNode;
  from: number;
  to: number;
}

/** A row of the timeline. Bars of one lane do not overlap. */
export interface Lane {
  thread: number;
  kind: 'llm' | 'tool';
  /** Present on the first lane of a thread. */
  label?: string;
  bars: Bar[];
}

/** Lanes of one thread for tools that ran at the same time; more are drawn over each other in the last. */
const MAX_PARALLEL = 6;

/** One lane a thread for its model calls, and below it as many as its parallel tools and sub-agents need. */
export function lanesOf(nodes: readonly PanelNode[], axis: TimeAxis): Lane[] {
  const threads = new Map<number, { llm: Bar[]; tools: Bar[][]; label: string }>();
  for (const node of nodes) {
    if (node.kind !== 'llm' && node.kind !== 'tool' && node.kind !== 'agent') continue;
    const place = axis.place(node);
    if (!place) continue;
    let thread = threads.get(node.thread);
    if (!thread) {
      thread = { llm: [], tools: [], label: threadLabel(nodes, node) };
      threads.set(node.thread, thread);
    }
    const bar: Bar = { node, ...place };
    if (node.kind === 'llm') thread.llm.push(bar);
    else putInFreeLane(thread.tools, bar);
  }
  return [...threads]
    .sort(([a], [b]) => a - b)
    .flatMap(([thread, { llm, tools, label }]): Lane[] => [
      { thread, kind: 'llm', label, bars: llm },
      ...tools.map((bars): Lane => ({ thread, kind: 'tool', bars })),
    ]);
}

function putInFreeLane(lanes: Bar[][], bar: Bar): void {
  const free = lanes.find((lane) => (lane.at(-1)?.to ?? -1) <= bar.from);
  if (free) free.push(bar);
  else if (lanes.length < MAX_PARALLEL) lanes.push([bar]);
  else lanes[MAX_PARALLEL - 1]!.push(bar);
}

/** The step that started a sub-agent names its lane; '' is the session's own. */
function threadLabel(nodes: readonly PanelNode[], { thread, parent }: PanelNode): string {
  if (thread === 0) return '';
  let at = nodes[parent];
  while (at && at.thread === thread) at = nodes[at.parent];
  return at ? `${at.step} ${at.target || at.name}` : String(thread);
}
