import type { PanelNode } from '../../src/protocol/panelTrace.ts';
import { isFailed } from '../traceIndex.ts';
import type { Bar } from './lanes.ts';

/** A bar as drawn, in pixels; several that would lie within one pixel are one. */
export interface DrawnBar {
  x: number;
  width: number;
  nodes: PanelNode[];
}

/** Narrower is hard to see and to click. */
const LEAST_WIDTH = 2;

/** The bars of a lane within the window, merged where they would be too narrow to tell apart. */
export function drawBars(bars: readonly Bar[], scale: (at: number) => number, width: number): DrawnBar[] {
  const drawn: DrawnBar[] = [];
  for (const { node, from, to } of bars) {
    const [start, end] = [scale(from), scale(to)];
    if (end < -LEAST_WIDTH || start > width + LEAST_WIDTH) continue;
    const x = Math.max(-LEAST_WIDTH, start);
    const bar = { x, width: Math.max(LEAST_WIDTH, Math.min(end, width + LEAST_WIDTH) - x), nodes: [node] };
    const last = drawn.at(-1);
    if (last && bar.x < last.x + last.width && last.width <= LEAST_WIDTH && bar.width <= LEAST_WIDTH) last.nodes.push(node);
    else drawn.push(bar);
  }
  return drawn;
}

/** The bar at a place; of two that lie over each other the later one, which is drawn on top. Half a pixel off still hits. */
export function barAt(bars: readonly DrawnBar[], x: number): DrawnBar | undefined {
  return bars.findLast((bar) => x >= bar.x - 0.5 && x <= bar.x + bar.width + 0.5);
}

/**
 * The bars of a lane as few shapes: one path for all that look alike. A long session has thousands of bars, and the page cannot make and
 * drop as many elements in each frame of a zoom.
 */
export function pathsOf(bars: readonly DrawnBar[], top: number, height: number): Map<string, string> {
  const paths = new Map<string, string>();
  for (const bar of bars) {
    const look = lookOf(bar);
    paths.set(look, `${paths.get(look) ?? ''}M${round(bar.x)},${top}h${round(bar.width)}v${height}h${round(-bar.width)}z`);
  }
  return paths;
}

function lookOf({ nodes }: DrawnBar): string {
  const classes = ['span', `kind-${nodes[0]?.kind ?? 'tool'}`];
  if (nodes.some(({ clusters }) => clusters.length > 0)) classes.push('wasted');
  if (nodes.some(isFailed)) classes.push('failed');
  return classes.join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
