import { useMemo } from 'preact/hooks';
import { countText } from '../../src/protocol/formatFigures.ts';
import type { PanelNode, PanelTrace } from '../../src/protocol/panelTrace.ts';
import { t } from '../text.ts';
import type { TraceIndex } from '../traceIndex.ts';
import type { TimeAxis } from './timeAxis.ts';

const CURVE_HEIGHT = 72;
const TOP = 14;

/** Height of the curve in pixels; 0 where the source tells nothing that it could show, so that no empty band lies above the lanes. */
export function curveHeight({ nodes, context }: PanelTrace): number {
  return context.length > 0 || nodes.some(isMarked) ? CURVE_HEIGHT : 0;
}

function isMarked({ thread, kind, rewrite }: PanelNode): boolean {
  return thread === 0 && (kind === 'compaction' || rewrite !== undefined);
}

interface ContextCurveProps {
  index: TraceIndex;
  axis: TimeAxis;
  scale: (at: number) => number;
  width: number;
}

/** The size of the main thread's prompt over time, with compactions and re-writes marked. */
export function ContextCurve({ index, axis, scale, width }: ContextCurveProps) {
  const { nodes, context } = index.trace;
  // By their place on the axis, which only a new snapshot changes.
  const points = useMemo(
    () =>
      context.flatMap(({ node, tokens }) => {
        const call = nodes[node];
        const place = call && call.thread === 0 ? axis.place(call) : undefined;
        return place ? [{ tokens, at: place.to }] : [];
      }),
    [nodes, context, axis],
  );
  const marked = useMemo(
    () =>
      nodes.flatMap((node) => {
        const place = isMarked(node) ? axis.place(node) : undefined;
        return place ? [{ node, at: place.to }] : [];
      }),
    [nodes, axis],
  );
  const peak = useMemo(() => points.reduce((most, { tokens }) => Math.max(most, tokens), 1), [points]);
  const y = (tokens: number): number => CURVE_HEIGHT - (tokens / peak) * (CURVE_HEIGHT - TOP);
  const seen = inSight(points, scale, width);
  // A step, not a slope: between two calls the prompt does not grow bit by bit.
  const line = seen.map(({ x, tokens }, i) => (i === 0 ? `M${x},${round(y(tokens))}` : `H${x}V${round(y(tokens))}`)).join('');
  const first = seen[0];
  const marks = marked.map(({ node, at }) => ({ node, x: round(scale(at)) })).filter(({ x }) => x >= 0 && x <= width);
  return (
    <g class="context">
      {first && <path class="area" d={`${line}V${CURVE_HEIGHT}H${first.x}Z`} />}
      {line && <path class="line" d={line} />}
      {points.length > 0 && (
        <text class="lane-label" x={4} y={10}>
          {t('Context, at most {0} tokens', countText(peak))}
        </text>
      )}
      {marks.map(({ node, x }) => (
        <g key={node.id}>
          <line class={node.kind === 'compaction' ? 'compaction' : 'rewrite'} x1={x} x2={x} y1={TOP} y2={CURVE_HEIGHT}>
            <title>
              {node.kind === 'compaction'
                ? t('Compaction')
                : t('Cache re-write of {0} tokens: {1}', countText(node.rewrite?.tokens ?? 0), node.rewrite?.reason ?? '')}
            </title>
          </line>
        </g>
      ))}
    </g>
  );
}

interface Point {
  x: number;
  tokens: number;
}

/** The points in the window and the one on either side; of those within the same pixel only the highest can be seen. */
function inSight(points: readonly { at: number; tokens: number }[], scale: (at: number) => number, width: number): Point[] {
  const seen: Point[] = [];
  for (const { at, tokens } of points) {
    const x = round(scale(at));
    const last = seen.at(-1);
    if (last && last.x > width) break;
    if (last && Math.abs(x - last.x) < 1) last.tokens = Math.max(last.tokens, tokens);
    else if (last && last.x < 0 && x < 0) seen[seen.length - 1] = { x, tokens };
    else seen.push({ x, tokens });
  }
  return seen;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
