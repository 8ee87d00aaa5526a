import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PanelNode } from '../../../src/protocol/panelTrace.ts';
import { curveHeight } from '../../../webview/timeline/contextCurve.tsx';
import { barAt, drawBars, pathsOf } from '../../../webview/timeline/drawnBars.ts';
import { lanesOf } from '../../../webview/timeline/lanes.ts';
import { timeAxis } from '../../../webview/timeline/timeAxis.ts';
import { tickText, timeTicks } from '../../../webview/timeline/timeTicks.ts';
import { pan, WHOLE, zoom } from '../../../webview/timeline/timeWindow.ts';
import { makeTrace } from '../../webview/makeTrace.ts';

const MINUTE = 60_000;

function tools(...spans: (readonly [start: number, end: number])[]): PanelNode[] {
  return makeTrace(spans.map(([start, end]) => ({ kind: 'tool', name: 'Bash', start, end }))).nodes;
}

describe('the axis', () => {
  it('draws a long pause short and lists it', () => {
    const nodes = tools([0, MINUTE], [60 * MINUTE, 61 * MINUTE]);
    const axis = timeAxis(nodes);
    expect(axis.gaps).toEqual([expect.objectContaining({ from: MINUTE, to: 60 * MINUTE })]);
    const first = axis.place(nodes[0]!)!;
    expect(first.from).toBe(0);
    expect(first.to).toBeGreaterThan(0.4);
    expect(axis.place(nodes[1]!)!.to).toBeCloseTo(1, 12);
  });

  it('keeps the order of times and stays between 0 and 1', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 1e7 }));
    fc.assert(
      fc.property(fc.array(span, { minLength: 2, maxLength: 30 }), (spans) => {
        const nodes = tools(...spans.map(([start, took]) => [start, start + took] as const));
        const axis = timeAxis(nodes);
        const starts = nodes.map((node) => ({ at: node.start!, ...axis.place(node)! })).sort((a, b) => a.at - b.at);
        for (const [i, { from, to }] of starts.entries()) {
          expect(from).toBeGreaterThanOrEqual((starts[i - 1]?.from ?? 0) - 1e-9);
          expect(to).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is marked with round times that keep their distance, in order, and none in a pause', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 1e7 }));
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(span, { minLength: 2, maxLength: 30 }), share, share, (spans, a, b) => {
        const axis = timeAxis(tools(...spans.map(([start, took]) => [start, start + took] as const)));
        const seen = { from: Math.min(a, b), to: Math.max(a, b) };
        if (seen.to - seen.from < 1e-3) return;
        const ticks = timeTicks(axis, seen, 0.1);
        expect(ticks.length).toBeLessThanOrEqual(11);
        for (const [i, { at, passed }] of ticks.entries()) {
          expect(at).toBeCloseTo(axis.at(axis.start + passed), 12);
          expect(at >= seen.from && at <= seen.to).toBe(true);
          if (i > 0) expect(at - ticks[i - 1]!.at).toBeGreaterThanOrEqual((seen.to - seen.from) * 0.1 - 1e-12);
          const time = axis.start + passed;
          expect(axis.gaps.some(({ from, to }) => time > from && time < to)).toBe(false);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is marked every ten minutes where an hour is seen', () => {
    const ticks = timeTicks(timeAxis(tools([0, 30 * MINUTE], [30 * MINUTE, 60 * MINUTE])), WHOLE, 0.1);
    expect(ticks.map(tickText)).toEqual(['0:00', '10:00', '20:00', '30:00', '40:00', '50:00', '1:00:00']);
    expect(tickText({ at: 0, passed: 250 })).toBe('0:00.25');
  });

  it('places steps in their order where no times are known', () => {
    const { nodes } = makeTrace([
      { kind: 'llm', name: 'm' },
      { kind: 'tool', name: 'Bash' },
    ]);
    const axis = timeAxis(nodes);
    expect(axis.isTimed).toBe(false);
    expect(timeTicks(axis, WHOLE, 0.1)).toEqual([]);
    expect(nodes.map((node) => axis.place(node)?.from)).toEqual([0, 0.5]);
  });
});

describe('the lanes', () => {
  it('put what ran at the same time below each other, and what followed beside', () => {
    const nodes = tools([0, 10], [5, 15], [20, 30]);
    const [, ...lanes] = lanesOf(nodes, timeAxis(nodes));
    expect(lanes.map(({ bars }) => bars.map(({ node }) => node.id))).toEqual([[0, 2], [1]]);
  });

  it('name those of a sub-agent after the step that started it', () => {
    const { nodes } = makeTrace([
      { kind: 'agent', name: 'Task', target: 'look it up', start: 0, end: 10 },
      { kind: 'llm', name: 'm', thread: 1, parent: 0, start: 1, end: 9 },
    ]);
    expect(lanesOf(nodes, timeAxis(nodes)).find(({ thread }) => thread === 1)?.label).toBe('1 look it up');
  });
});

describe('the bars', () => {
  const bars = (nodes: PanelNode[]) => nodes.map((node) => ({ node, from: node.start! / 1000, to: node.end! / 1000 }));

  it('are one where they could not be told apart, and none is lost', () => {
    const nodes = tools(...Array.from({ length: 1000 }, (_, i) => [i, i + 1] as const));
    const drawn = drawBars(bars(nodes), (at) => at * 100, 100);
    expect(drawn.length).toBeLessThanOrEqual(51);
    expect(drawn.flatMap(({ nodes: ids }) => ids.map(({ id }) => id))).toEqual(nodes.map(({ id }) => id));
  });

  it('are left out beyond the window', () => {
    const nodes = tools([0, 10], [500, 510], [990, 1000]);
    const drawn = drawBars(bars(nodes), (at) => (at - 0.4) * 1000, 200);
    expect(drawn.map(({ nodes: [first] }) => first?.id)).toEqual([1]);
  });

  it('are found under the pointer, the one on top first', () => {
    const drawn = drawBars(bars(tools([0, 500], [400, 600])), (at) => at * 1000, 1000);
    expect(barAt(drawn, 450)?.nodes[0]?.id).toBe(1);
    expect(barAt(drawn, 300)?.nodes[0]?.id).toBe(0);
    expect(barAt(drawn, 700)).toBeUndefined();
  });

  it('are one shape for each look', () => {
    const nodes = tools([0, 100], [200, 300], [400, 500]);
    nodes[1]!.status = 'error';
    const paths = pathsOf(
      drawBars(bars(nodes), (at) => at * 1000, 1000),
      5,
      10,
    );
    expect([...paths.keys()]).toEqual(['span kind-tool', 'span kind-tool failed']);
    expect(paths.get('span kind-tool failed')).toBe('M200,5h100v10h-100z');
  });
});

describe('the window', () => {
  it('keeps the point under the pointer where it is, and never leaves the axis', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ min: 0.2, max: 5, noNaN: true }), share), { maxLength: 20 }), (turns) => {
        let seen = WHOLE;
        for (const [factor, around] of turns) {
          const at = seen.from + around * (seen.to - seen.from);
          seen = pan(zoom(seen, factor, at), around - 0.5);
          expect(seen.from).toBeGreaterThanOrEqual(-1e-9);
          expect(seen.to).toBeLessThanOrEqual(1 + 1e-9);
          expect(seen.to).toBeGreaterThan(seen.from);
        }
      }),
      { numRuns: 60 },
    );
    expect(zoom(WHOLE, 0.5, 0.5)).toEqual({ from: 0.25, to: 0.75 });
  });
});

describe('the curve of the context', () => {
  const call = { kind: 'llm', name: 'm', start: 0, end: MINUTE } as const;

  it('takes no room where the source tells no size of a prompt', () => {
    expect(curveHeight(makeTrace([call], { context: [] }))).toBe(0);
    expect(curveHeight(makeTrace([call], { context: [{ node: 0, tokens: 5 }] }))).toBeGreaterThan(0);
    expect(curveHeight(makeTrace([call, { kind: 'compaction', name: 'compaction' }], { context: [] }))).toBeGreaterThan(0);
  });
});
