import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { durationText, usdText } from '../../src/protocol/formatFigures.ts';
import type { PanelNode } from '../../src/protocol/panelTrace.ts';
import { ExportMenu } from '../shared/exportMenu.tsx';
import { TwinTable } from '../shared/twinTable.tsx';
import { useWidth } from '../shared/useWidth.ts';
import { t } from '../text.ts';
import { isFailed, type TraceIndex } from '../traceIndex.ts';
import { ContextCurve, CURVE_HEIGHT } from './contextCurve.tsx';
import { drawBars, lanesOf, type DrawnBar } from './lanes.ts';
import { timeAxis, type TimeAxis } from './timeAxis.ts';
import { timelineTable } from './timelineTable.ts';
import { pan, WHOLE, zoom, type TimeWindow } from './timeWindow.ts';

const LANE = 18;
const LABEL = 13;

interface TimelineProps {
  index: TraceIndex;
  selected: number | undefined;
  onSelect: (node: number) => void;
  /** Shows a step among the steps. */
  onOpen: (node: number) => void;
}

/** What ran when: lanes for model calls, parallel tools and sub-agents, pauses, and the size of the context above. */
export function Timeline({ index, selected, onSelect, onOpen }: TimelineProps) {
  const axis = useMemo(() => timeAxis(index.trace.nodes), [index]);
  const lanes = useMemo(() => lanesOf(index.trace.nodes, axis), [index, axis]);
  const [seen, setSeen] = useState<TimeWindow>(WHOLE);
  const [frame, width] = useWidth<HTMLDivElement>(900);
  const svg = useRef<SVGSVGElement>(null);
  const scale = (at: number): number => ((at - seen.from) / (seen.to - seen.from)) * width;

  let y = CURVE_HEIGHT + 8;
  const placed = lanes.map((lane) => {
    if (lane.label !== undefined && lane.label !== '') y += LABEL + 4;
    const top = y;
    y += LANE + 2;
    return { lane, top };
  });
  const height = y + 6;

  const order = useMemo(() => index.trace.nodes.filter((node) => axis.place(node) && isStep(node)), [index, axis]);
  const drag = useDrag((share) => setSeen((now) => pan(now, -share)));
  useWheel(frame, (event) => {
    const { left } = frame.current!.getBoundingClientRect();
    const around = seen.from + ((event.clientX - left) / width) * (seen.to - seen.from);
    if (event.ctrlKey || event.metaKey) setSeen((now) => zoom(now, Math.exp(event.deltaY / 300), around));
    else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      setSeen((now) => pan(now, (event.deltaX || event.deltaY) / width));
    else return false;
    return true;
  });
  const middle = (seen.from + seen.to) / 2;
  const press = (event: KeyboardEvent): void => {
    const at = order.findIndex(({ id }) => id === selected);
    const choose = (node: PanelNode | undefined): void => {
      if (!node) return;
      onSelect(node.id);
      const place = axis.place(node);
      if (place && (place.to < seen.from || place.from > seen.to))
        setSeen((now) => pan(now, (place.from - (now.from + now.to) / 2) / (now.to - now.from)));
    };
    const actions: Record<string, () => void> = {
      '+': () => setSeen((now) => zoom(now, 0.7, middle)),
      '=': () => setSeen((now) => zoom(now, 0.7, middle)),
      '-': () => setSeen((now) => zoom(now, 1 / 0.7, middle)),
      '0': () => setSeen(WHOLE),
      ArrowRight: () => (event.shiftKey ? setSeen((now) => pan(now, 0.2)) : choose(order[at + 1])),
      ArrowLeft: () => (event.shiftKey ? setSeen((now) => pan(now, -0.2)) : choose(order[Math.max(0, at - 1)])),
      Home: () => choose(order[0]),
      End: () => choose(order.at(-1)),
      Enter: () => {
        if (selected !== undefined) onOpen(selected);
      },
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  const chosen = selected === undefined ? undefined : index.trace.nodes[selected];
  return (
    <div class="timeline">
      <div class="filters">
        <vscode-button
          appearance="secondary"
          aria-label={t('Zoom in')}
          title={t('Zoom in (+)')}
          onClick={() => setSeen(zoom(seen, 0.6, middle))}
        >
          +
        </vscode-button>
        <vscode-button
          appearance="secondary"
          aria-label={t('Zoom out')}
          title={t('Zoom out (-)')}
          onClick={() => setSeen(zoom(seen, 1 / 0.6, middle))}
        >
          −
        </vscode-button>
        <vscode-button appearance="secondary" onClick={() => setSeen(WHOLE)}>
          {t('Show All')}
        </vscode-button>
        <span class="hint">
          {axis.isTimed ? t('Pauses of 5 minutes and more are drawn short.') : t('The source tells no times: steps stand in their order.')}
        </span>
        <ExportMenu name="timeline" table={() => timelineTable(order)} drawing={() => svg.current} />
      </div>
      <div
        class="timeline-frame"
        ref={frame}
        tabIndex={0}
        role="application"
        aria-label={t('Timeline: arrow keys choose a step, + and - zoom, Shift with arrows moves, Enter shows the step')}
        aria-describedby="timeline-chosen"
        onKeyDown={press}
        {...drag}
      >
        <svg ref={svg} width={width} height={height} role="img" aria-label={t('Timeline of {0} steps', order.length)}>
          <Gaps axis={axis} scale={scale} height={height} />
          <ContextCurve index={index} axis={axis} scale={scale} width={width} />
          {placed.map(({ lane, top }, i) => (
            <g key={i}>
              {lane.label && (
                <text class="lane-label" x={4} y={top - 4}>
                  {lane.label}
                </text>
              )}
              {drawBars(lane.bars, scale, width).map((bar) => (
                <BarShape key={bar.nodes[0]!.id} bar={bar} top={top} selected={selected} onSelect={onSelect} onOpen={onOpen} />
              ))}
            </g>
          ))}
        </svg>
      </div>
      <p id="timeline-chosen" class="chosen" role="status">
        {chosen ? describe(chosen) : t('Choose a step by a click or with the arrow keys.')}
      </p>
      <TwinTable label={t('Timeline as a table')} table={() => timelineTable(order)} />
    </div>
  );
}

function isStep({ kind }: PanelNode): boolean {
  return kind === 'llm' || kind === 'tool' || kind === 'agent';
}

/** Thousands of bars are drawn anew in each frame of a zoom, and what they say does not change. */
const described = new WeakMap<PanelNode, string>();

function describe(node: PanelNode): string {
  const known = described.get(node) ?? textOf(node);
  described.set(node, known);
  return known;
}

function textOf(node: PanelNode): string {
  const took = node.start !== undefined && node.end !== undefined && node.end > node.start ? durationText(node.end - node.start) : '';
  return [`${node.step} ${node.name}`, node.target, took, usdText(node.subtreeUsd)].filter(Boolean).join(' · ');
}

interface BarShapeProps {
  bar: DrawnBar;
  top: number;
  selected: number | undefined;
  onSelect: (node: number) => void;
  onOpen: (node: number) => void;
}

function BarShape({ bar: { x, width, nodes }, top, selected, onSelect, onOpen }: BarShapeProps) {
  const first = nodes[0]!;
  const state = [
    nodes.some(({ id }) => id === selected) ? 'selected' : '',
    nodes.some(isFailed) ? 'failed' : '',
    nodes.some(({ clusters }) => clusters.length > 0) ? 'wasted' : '',
    nodes.some(({ rewrite }) => rewrite) ? 'rewrite' : '',
  ];
  return (
    <rect
      class={['span', `kind-${first.kind}`, ...state].filter(Boolean).join(' ')}
      x={x}
      y={top}
      width={width}
      height={LANE}
      onClick={() => onSelect(first.id)}
      onDblClick={() => onOpen(first.id)}
    >
      <title>{nodes.length === 1 ? describe(first) : t('{0} and {1} more', describe(first), nodes.length - 1)}</title>
    </rect>
  );
}

function Gaps({ axis, scale, height }: { axis: TimeAxis; scale: (at: number) => number; height: number }) {
  return (
    <g>
      {axis.gaps.map(({ from, to, at, width }) => (
        <g key={from}>
          <rect class="gap" x={scale(at)} y={0} width={Math.max(1, scale(at + width) - scale(at))} height={height}>
            <title>{t('Nothing for {0}: the 5-minute cache has expired', durationText(to - from))}</title>
          </rect>
          {scale(at + width) - scale(at) > 44 && (
            <text class="gap-label" x={scale(at) + 3} y={10}>
              {durationText(to - from)}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}

/** Pointer drag as shares of the element's width. */
function useDrag(
  onMove: (share: number) => void,
): Record<'onPointerDown' | 'onPointerMove' | 'onPointerUp', (event: PointerEvent) => void> {
  const last = useRef<number | undefined>(undefined);
  return {
    onPointerDown: (event) => {
      if (event.button === 0) last.current = event.clientX;
    },
    onPointerMove: (event) => {
      if (last.current === undefined || (event.buttons & 1) === 0) return;
      const by = event.clientX - last.current;
      if (Math.abs(by) < 1) return;
      last.current = event.clientX;
      onMove(by / (event.currentTarget as Element).clientWidth);
    },
    onPointerUp: () => {
      last.current = undefined;
    },
  };
}

/** A wheel handler that may keep the page from scrolling, which those of the framework may not. It says whether it used the turn. */
function useWheel(element: { current: HTMLElement | null }, use: (event: WheelEvent) => boolean): void {
  const latest = useRef(use);
  latest.current = use;
  useEffect(() => {
    const target = element.current;
    const turn = (event: WheelEvent): void => {
      if (latest.current(event)) event.preventDefault();
    };
    target?.addEventListener('wheel', turn, { passive: false });
    return () => target?.removeEventListener('wheel', turn);
  }, [element]);
}
