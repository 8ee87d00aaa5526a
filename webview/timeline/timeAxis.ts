import type { PanelNode } from '../../src/protocol/panelTrace.ts';

/** A stretch of time, in milliseconds since the epoch. */
export interface Stretch {
  from: number;
  to: number;
}

/**
 * Places times on a line from 0 to 1. Long pauses are drawn short, else a night between two messages would be all there is to see; each
 * such pause is listed. Where the source tells no times, steps stand in their order.
 */
export interface TimeAxis {
  place(node: PanelNode): { from: number; to: number } | undefined;
  gaps: readonly (Stretch & { at: number; width: number })[];
  /** False: by order, since no times are known; there is no stretch then either. */
  isTimed: boolean;
  /** Where the first step begins, in milliseconds since the epoch. */
  start: number;
  /** What lies between the pauses, in order, in milliseconds since the epoch. */
  stretches: readonly Stretch[];
  /** Milliseconds that the whole axis would stand for if all of it were drawn as the stretches are. */
  activeMs: number;
  /** The place of a time on the line. */
  at(time: number): number;
}

/** Anthropic's short cache lives this long; a pause beyond it is worth seeing. */
const SHORT_CACHE_MS = 5 * 60_000;

/** A pause is drawn as long as this share of the time in which something ran, at most. */
const GAP_SHARE = 0.03;

export function timeAxis(nodes: readonly PanelNode[]): TimeAxis {
  const spans = nodes.flatMap(({ start, end }) => (start === undefined ? [] : [{ from: start, to: Math.max(start, end ?? start) }]));
  if (spans.length < 2) return byOrder(nodes);
  spans.sort((a, b) => a.from - b.from);
  const gaps: Stretch[] = [];
  const first = spans[0]!.from;
  let busyUntil = first;
  for (const { from, to } of spans) {
    if (from - busyUntil >= SHORT_CACHE_MS) gaps.push({ from: busyUntil, to: from });
    busyUntil = Math.max(busyUntil, to);
  }
  const idle = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const active = Math.max(1, busyUntil - first - idle);
  const drawnGap = Math.max(1, active * GAP_SHARE);
  const whole = active + gaps.length * drawnGap;
  /** Milliseconds by which each gap is drawn shorter, added up, from its end on. */
  const marks = gaps.map((gap, i) => ({ ...gap, cut: gaps.slice(0, i + 1).reduce((sum, { from, to }) => sum + to - from - drawnGap, 0) }));
  const at = (time: number): number => {
    const passed = findLast(marks, ({ to }) => time >= to);
    const inside = marks[passed + 1];
    const cut = marks[passed]?.cut ?? 0;
    if (!inside || time <= inside.from) return (time - first - cut) / whole;
    return (inside.from - first - cut + ((time - inside.from) / (inside.to - inside.from)) * drawnGap) / whole;
  };
  return {
    isTimed: true,
    start: first,
    stretches: [first, ...gaps.map(({ to }) => to)].map((from, i) => ({ from, to: gaps[i]?.from ?? busyUntil })),
    activeMs: whole,
    at,
    gaps: marks.map(({ from, to }) => ({ from, to, at: at(from), width: drawnGap / whole })),
    place: ({ start, end }) => (start === undefined ? undefined : { from: at(start), to: at(Math.max(start, end ?? start)) }),
  };
}

function byOrder(nodes: readonly PanelNode[]): TimeAxis {
  const width = 1 / Math.max(1, nodes.length);
  return {
    isTimed: false,
    gaps: [],
    start: 0,
    stretches: [],
    activeMs: 0,
    at: () => 0,
    place: ({ id }) => ({ from: id * width, to: (id + 1) * width }),
  };
}

/** The last index for which `isBefore` holds, in a list where it holds up to some point; -1 for none. */
function findLast<T>(list: readonly T[], isBefore: (item: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(list[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
