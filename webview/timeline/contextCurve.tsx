import { countText } from '../../src/protocol/formatFigures.ts';
import { t } from '../text.ts';
import type { TraceIndex } from '../traceIndex.ts';
import type { TimeAxis } from './timeAxis.ts';

export const CURVE_HEIGHT = 72;
const TOP = 14;

interface ContextCurveProps {
  index: TraceIndex;
  axis: TimeAxis;
  scale: (at: number) => number;
  width: number;
}

/** The size of the main thread's prompt over time, with compactions and re-writes marked. */
export function ContextCurve({ index, axis, scale, width }: ContextCurveProps) {
  const { nodes, context } = index.trace;
  const points = context.flatMap(({ node, tokens }) => {
    const call = nodes[node];
    const place = call && call.thread === 0 ? axis.place(call) : undefined;
    return call && place ? [{ call, tokens, x: scale(place.to) }] : [];
  });
  const peak = Math.max(1, ...points.map(({ tokens }) => tokens));
  const y = (tokens: number): number => CURVE_HEIGHT - (tokens / peak) * (CURVE_HEIGHT - TOP);
  const seen = points.filter(({ x }, i) => (points[i + 1]?.x ?? x) >= 0 && (points[i - 1]?.x ?? x) <= width);
  // A step, not a slope: between two calls the prompt does not grow bit by bit.
  const line = seen.map(({ x, tokens }, i) => (i === 0 ? `M${round(x)},${round(y(tokens))}` : `H${round(x)}V${round(y(tokens))}`)).join('');
  const first = seen[0];
  const last = seen.at(-1);
  const marks = nodes.flatMap((node) => {
    const place = node.thread === 0 && (node.kind === 'compaction' || node.rewrite) ? axis.place(node) : undefined;
    const x = place && scale(place.to);
    return x !== undefined && x >= 0 && x <= width ? [{ node, x }] : [];
  });
  return (
    <g class="context">
      {first && last && <path class="area" d={`${line}V${CURVE_HEIGHT}H${round(first.x)}Z`} />}
      {line && <path class="line" d={line} />}
      <text class="lane-label" x={4} y={10}>
        {t('Context, at most {0} tokens', countText(peak))}
      </text>
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

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
