import { useMemo, useRef, useState } from 'preact/hooks';
import { shareText, usdNumber, usdText } from '../../src/protocol/formatFigures.ts';
import { ExportMenu } from '../shared/exportMenu.tsx';
import type { Table } from '../shared/exportTable.ts';
import { TwinTable } from '../shared/twinTable.tsx';
import { useWidth } from '../shared/useWidth.ts';
import { t } from '../text.ts';
import { shareOf, type TraceIndex } from '../traceIndex.ts';
import { actorsOf, type Actor, type ActorGraph } from './actors.ts';
import { layoutGraph, NODE_HEIGHT, NODE_WIDTH } from './layoutGraph.ts';

/** Characters that fit into a box. */
const NAME_LIMIT = 24;

/** Who called whom, how often and for how much. */
export function CallGraph({ index }: { index: TraceIndex }) {
  const graph = useMemo(() => actorsOf(index.trace.nodes, index.trace.summary.agent), [index]);
  const placed = useMemo(() => layoutGraph(graph), [graph]);
  const [chosen, choose] = useState<string>();
  const [frame, width] = useWidth<HTMLDivElement>(900);
  // As large as it is, or as small as it must be to be seen whole.
  const [zoomed, setScale] = useState<number>();
  const scale = zoomed ?? Math.max(0.5, Math.min(1, width / Math.max(1, placed.width)));
  const svg = useRef<SVGSVGElement>(null);
  const most = Math.max(1, ...graph.links.map(({ calls }) => calls));
  const table = (): Table => actorsTable(graph);
  return (
    <div class="graph">
      <div class="filters">
        <vscode-button appearance="secondary" aria-label={t('Zoom in')} onClick={() => setScale(Math.min(3, scale * 1.25))}>
          +
        </vscode-button>
        <vscode-button appearance="secondary" aria-label={t('Zoom out')} onClick={() => setScale(Math.max(0.2, scale / 1.25))}>
          −
        </vscode-button>
        <vscode-button appearance="secondary" onClick={() => setScale(1)}>
          {t('Actual Size')}
        </vscode-button>
        <ExportMenu name="call-graph" table={table} drawing={() => svg.current} />
      </div>
      <div class="graph-frame" ref={frame} tabIndex={0} role="region" aria-label={t('Call graph')}>
        <svg
          ref={svg}
          width={placed.width * scale}
          height={placed.height * scale}
          viewBox={`0 0 ${placed.width} ${placed.height}`}
          role="group"
          aria-label={t('{0} actors', graph.actors.length)}
        >
          {graph.links.map(({ from, to, calls }) => (
            <path
              key={`${from}\n${to}`}
              class={chosen !== undefined && chosen !== from && chosen !== to ? 'link faint' : 'link'}
              d={pathOf(placed.paths.get(`${from}\n${to}`) ?? [])}
              strokeWidth={1 + 4 * (Math.log2(1 + calls) / Math.log2(1 + most))}
            >
              <title>{t('{0} calls', calls)}</title>
            </path>
          ))}
          {graph.actors.map((actor) => {
            const { x, y } = placed.places.get(actor.id) ?? { x: 0, y: 0 };
            return (
              <g
                key={actor.id}
                class={`actor kind-${actor.kind}${actor.id === chosen ? ' selected' : ''}`}
                transform={`translate(${x - NODE_WIDTH / 2} ${y - NODE_HEIGHT / 2})`}
                tabIndex={0}
                role="button"
                aria-pressed={actor.id === chosen}
                onClick={() => choose(actor.id === chosen ? undefined : actor.id)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' && event.key !== ' ') return;
                  event.preventDefault();
                  choose(actor.id === chosen ? undefined : actor.id);
                }}
              >
                <title>{describe(actor, index)}</title>
                <rect class="box" width={NODE_WIDTH} height={NODE_HEIGHT} rx={4} />
                <rect class="heat" width={NODE_WIDTH * Math.min(1, shareOf(index, usdNumber(actor.usd)))} y={NODE_HEIGHT - 4} height={4} />
                <text class="actor-name" x={8} y={18}>
                  {cut(actor.name)}
                </text>
                <text class="actor-figures" x={8} y={35}>
                  {figures(actor, index)}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
      <TwinTable label={t('Call graph as a table')} table={table} />
    </div>
  );
}

function figures({ calls, usd }: Actor, index: TraceIndex): string {
  const cost = `${usdText(usd)} · ${shareText(shareOf(index, usdNumber(usd)))}`;
  return calls > 0 ? `${cost} · × ${calls}` : cost;
}

function describe(actor: Actor, index: TraceIndex): string {
  return `${kindText(actor.kind)} ${actor.name}: ${figures(actor, index)}`;
}

function kindText(kind: Actor['kind']): string {
  switch (kind) {
    case 'session':
      return t('Session');
    case 'model':
      return t('Model');
    case 'tool':
      return t('Tool');
    case 'agent':
      return t('Sub-agent');
  }
}

function actorsTable({ actors, links }: ActorGraph): Table {
  const names = new Map(actors.map(({ id, name }) => [id, name]));
  return {
    columns: [t('Kind'), t('Name'), t('Calls'), t('Cost (USD)'), t('Called by')],
    rows: actors.map(({ id, kind, name, calls, usd }) => [
      kindText(kind),
      name,
      String(calls),
      usd,
      links
        .filter(({ to }) => to === id)
        .map(({ from, calls: times }) => `${names.get(from) ?? ''} × ${times}`)
        .join(', '),
    ]),
  };
}

function cut(name: string): string {
  return name.length > NAME_LIMIT ? `${name.slice(0, NAME_LIMIT - 1)}…` : name;
}

/** A smooth line through the points that the layout gave, so that links which cross can be told apart. */
function pathOf(points: readonly { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x.toFixed(1)},${first.y.toFixed(1)}`;
  for (const [i, { x, y }] of rest.entries()) {
    const next = rest[i + 1];
    if (!next) path += `L${x.toFixed(1)},${y.toFixed(1)}`;
    else path += `Q${x.toFixed(1)},${y.toFixed(1)} ${((x + next.x) / 2).toFixed(1)},${((y + next.y) / 2).toFixed(1)}`;
  }
  return path;
}
