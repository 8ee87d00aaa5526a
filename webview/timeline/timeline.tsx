import { useCallback, useMemo, useRef } from 'preact/hooks';
import { durationText } from '../../src/protocol/formatFigures.ts';
import type { PanelNode } from '../../src/protocol/panelTrace.ts';
import { ExportMenu } from '../shared/exportMenu.tsx';
import { TwinTable } from '../shared/twinTable.tsx';
import { useWidth } from '../shared/useWidth.ts';
import { t } from '../text.ts';
import { isFailed, type TraceIndex } from '../traceIndex.ts';
import { ContextCurve, curveHeight } from './contextCurve.tsx';
import { describeNode } from './describeNode.ts';
import { LaneBars, placeLanes } from './laneBars.tsx';
import { lanesOf } from './lanes.ts';
import { timeAxis, type TimeAxis } from './timeAxis.ts';
import { useDrag, useWheel } from './timelineInput.ts';
import { timelineTable } from './timelineTable.ts';
import { TimeMarks, TIMES_HEIGHT } from './timeMarks.tsx';
import { pan, WHOLE, zoom, type TimeWindow } from './timeWindow.ts';
import { useTimeWindow } from './useTimeWindow.ts';

/** Width of a letter of a drawing's texts, in pixels, with some room. */
const LETTER = 7;
/** Below the label of the curve. */
const GAP_LABEL = 24;

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
  const { placed, bottom } = useMemo(() => placeLanes(lanesOf(index.trace.nodes, axis), curveHeight(index.trace) + 8), [index, axis]);
  const [seen, setSeen] = useTimeWindow();
  const [frame, width] = useWidth<HTMLDivElement>(900);
  const svg = useRef<SVGSVGElement>(null);
  const scale = useCallback((at: number): number => ((at - seen.from) / (seen.to - seen.from)) * width, [seen, width]);
  const height = bottom + 6 + (axis.isTimed ? TIMES_HEIGHT : 0);

  const order = useMemo(() => index.trace.nodes.filter((node) => axis.place(node) && isStep(node)), [index, axis]);
  const { moved, ...drag } = useDrag((share) => setSeen((now) => pan(now, -share)));
  useWheel(frame, (event) => {
    const { left } = frame.current!.getBoundingClientRect();
    const around = seen.from + ((event.clientX - left) / width) * (seen.to - seen.from);
    if (event.ctrlKey || event.metaKey) setSeen((now) => zoom(now, Math.exp(event.deltaY / 300), around));
    else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      setSeen((now) => pan(now, (event.deltaX || event.deltaY) / width));
    else return false;
    return true;
  });
  const press = (event: KeyboardEvent): void => {
    const at = order.findIndex(({ id }) => id === selected);
    const choose = (node: PanelNode | undefined): void => {
      if (!node) return;
      onSelect(node.id);
      const place = axis.place(node);
      if (place && (place.to < seen.from || place.from > seen.to))
        setSeen((now) => pan(now, (place.from - middleOf(now)) / (now.to - now.from)));
    };
    const actions: Record<string, () => void> = {
      '+': () => setSeen((now) => zoom(now, 0.7, middleOf(now))),
      '=': () => setSeen((now) => zoom(now, 0.7, middleOf(now))),
      '-': () => setSeen((now) => zoom(now, 1 / 0.7, middleOf(now))),
      '0': () => setSeen(() => WHOLE),
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
          onClick={() => setSeen((now) => zoom(now, 0.6, middleOf(now)))}
        >
          +
        </vscode-button>
        <vscode-button
          appearance="secondary"
          aria-label={t('Zoom out')}
          title={t('Zoom out (-)')}
          onClick={() => setSeen((now) => zoom(now, 1 / 0.6, middleOf(now)))}
        >
          −
        </vscode-button>
        <vscode-button appearance="secondary" onClick={() => setSeen(() => WHOLE)}>
          {t('Show All')}
        </vscode-button>
        <span class="hint">{hintOf(axis)}</span>
        <ExportMenu name="timeline" table={() => timelineTable(order)} drawing={() => svg.current} />
      </div>
      <Marks nodes={index.trace.nodes} />
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
          <Gaps axis={axis} scale={scale} width={width} height={height} />
          <TimeMarks axis={axis} seen={seen} scale={scale} width={width} height={height} />
          <ContextCurve index={index} axis={axis} scale={scale} width={width} />
          <LaneBars lanes={placed} scale={scale} width={width} selected={selected} moved={moved} onSelect={onSelect} onOpen={onOpen} />
        </svg>
      </div>
      <p id="timeline-chosen" class="chosen" role="status">
        {chosen ? describeNode(chosen) : t('Choose a step by a click or with the arrow keys.')}
      </p>
      <TwinTable label={t('Timeline as a table')} table={() => timelineTable(order)} />
    </div>
  );
}

function hintOf({ isTimed, gaps }: TimeAxis): string {
  if (!isTimed) return t('The source tells no times: steps stand in their order.');
  return gaps.length > 0 ? t('Pauses of 5 minutes and more are drawn short.') : '';
}

function middleOf({ from, to }: TimeWindow): number {
  return (from + to) / 2;
}

function isStep({ kind }: PanelNode): boolean {
  return kind === 'llm' || kind === 'tool' || kind === 'agent';
}

/** What the colours and lines stand for, as far as they occur. */
function Marks({ nodes }: { nodes: readonly PanelNode[] }) {
  const marks = useMemo(() => {
    const all: [look: string, text: string, occurs: (node: PanelNode) => boolean][] = [
      ['kind-llm', t('Model calls'), ({ kind }) => kind === 'llm'],
      ['kind-tool', t('Tools'), ({ kind }) => kind === 'tool'],
      ['kind-agent', t('Sub-agents'), ({ kind }) => kind === 'agent'],
      ['is-failed', t('failed'), isFailed],
      ['wasted', t('not needed'), ({ clusters }) => clusters.length > 0],
      ['rewrite', t('Cache re-writes'), ({ rewrite, thread }) => rewrite !== undefined && thread === 0],
      ['compaction', t('Compactions'), ({ kind, thread }) => kind === 'compaction' && thread === 0],
    ];
    return all.filter(([, , occurs]) => nodes.some(occurs));
  }, [nodes]);
  return (
    <ul class="legend marks" aria-label={t('Legend')}>
      {marks.map(([look, text]) => (
        <li key={look}>
          <span class={`swatch ${look}`} aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  );
}

interface GapsProps {
  axis: TimeAxis;
  scale: (at: number) => number;
  width: number;
  height: number;
}

function Gaps({ axis, scale, width, height }: GapsProps) {
  const seen = axis.gaps
    .map(({ from, to, at, width: share }) => ({ from, took: durationText(to - from), x: scale(at), end: scale(at + share) }))
    .filter(({ x, end }) => end >= 0 && x <= width);
  return (
    <g>
      {seen.map(({ from, took, x, end }) => (
        <g key={from}>
          <rect class="gap" x={x} y={0} width={Math.max(1, end - x)} height={height}>
            <title>{t('Nothing for {0}: the 5-minute cache has expired', took)}</title>
          </rect>
          {end - x > took.length * LETTER && (
            <text class="gap-label" x={x + 3} y={GAP_LABEL}>
              {took}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}
