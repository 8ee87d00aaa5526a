import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { t } from '../text.ts';
import { barAt, drawBars, pathsOf, type DrawnBar } from './drawnBars.ts';
import { describeNode } from './describeNode.ts';
import type { Lane } from './lanes.ts';

const LANE_HEIGHT = 18;
const LABEL_HEIGHT = 17;

export interface PlacedLane {
  lane: Lane;
  /** In pixels from the top of the drawing. */
  top: number;
}

/** The lanes one below the other from `top` on, and where they end. */
export function placeLanes(lanes: readonly Lane[], top: number): { placed: PlacedLane[]; bottom: number } {
  let y = top;
  const placed = lanes.map((lane) => {
    if (lane.label) y += LABEL_HEIGHT;
    const own = y;
    y += LANE_HEIGHT + 2;
    return { lane, top: own };
  });
  return { placed, bottom: y };
}

interface LaneBarsProps {
  lanes: readonly PlacedLane[];
  scale: (at: number) => number;
  width: number;
  selected: number | undefined;
  /** True for the click that ends a drag. */
  moved: () => boolean;
  onSelect: (node: number) => void;
  onOpen: (node: number) => void;
}

/** All bars. They are few shapes, so that what is under the pointer is computed and framed instead of being an element of its own. */
export function LaneBars({ lanes, scale, width, selected, moved, onSelect, onOpen }: LaneBarsProps) {
  const drawn = useMemo(
    () =>
      lanes.map(({ lane, top }) => {
        const bars = drawBars(lane.bars, scale, width);
        return { label: lane.label, top, bars, paths: pathsOf(bars, top, LANE_HEIGHT) };
      }),
    [lanes, scale, width],
  );
  // The same elements as long as nothing moves: they are not even compared then.
  const shapes = useMemo<ComponentChildren>(
    () =>
      drawn.map(({ label, top, paths }) => (
        <g key={top}>
          {label && (
            <text class="lane-label" x={4} y={top - 4}>
              {label}
            </text>
          )}
          {[...paths].map(([look, d]) => (
            <path key={look} class={look} d={d} />
          ))}
        </g>
      )),
    [drawn],
  );
  const [pointed, point] = useState<{ top: number; x: number }>();
  const under = ({ clientX, clientY, currentTarget }: MouseEvent): { top: number; x: number; bar: DrawnBar } | undefined => {
    const { left, top: edge } = (currentTarget as SVGGElement).ownerSVGElement!.getBoundingClientRect();
    const [x, y] = [clientX - left, clientY - edge];
    const lane = drawn.find(({ top }) => y >= top && y < top + LANE_HEIGHT);
    const bar = lane && barAt(lane.bars, x);
    return lane && bar && { top: lane.top, x, bar };
  };
  const hovered = pointed && barAt(drawn.find(({ top }) => top === pointed.top)?.bars ?? [], pointed.x);
  const chosen = selected === undefined ? undefined : frameOf(drawn, selected);
  const first = (event: MouseEvent): number | undefined => (moved() ? undefined : under(event)?.bar.nodes[0]?.id);
  return (
    <g
      onPointerMove={(event) => {
        const found = under(event);
        point(found && { top: found.top, x: found.x });
      }}
      onPointerLeave={() => point(undefined)}
      onClick={(event) => {
        const node = first(event);
        if (node !== undefined) onSelect(node);
      }}
      onDblClick={(event) => {
        const node = first(event);
        if (node !== undefined) onOpen(node);
      }}
    >
      {shapes}
      {chosen && <rect class="bar-frame selected" x={chosen.bar.x} y={chosen.top} width={chosen.bar.width} height={LANE_HEIGHT} />}
      {pointed && hovered && (
        <rect class="bar-frame hovered" x={hovered.x} y={pointed.top} width={hovered.width} height={LANE_HEIGHT}>
          <title>{titleOf(hovered)}</title>
        </rect>
      )}
    </g>
  );
}

function frameOf(drawn: readonly { top: number; bars: readonly DrawnBar[] }[], node: number): { top: number; bar: DrawnBar } | undefined {
  for (const { top, bars } of drawn) {
    const bar = bars.find(({ nodes }) => nodes.some(({ id }) => id === node));
    if (bar) return { top, bar };
  }
  return undefined;
}

function titleOf({ nodes }: DrawnBar): string {
  const [first, ...others] = nodes;
  if (!first) return '';
  return others.length === 0 ? describeNode(first) : t('{0} and {1} more', describeNode(first), others.length);
}
