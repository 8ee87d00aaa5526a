import { usdNumber, usdText } from '../../src/protocol/formatFigures.ts';
import type { PanelDetail, PanelNode } from '../../src/protocol/panelTrace.ts';
import { t } from '../text.ts';
import type { TraceIndex } from '../traceIndex.ts';

const HEIGHT = 48;
const WIDTH = 320;

interface CarryChartProps {
  index: TraceIndex;
  node: PanelNode;
  carry: PanelDetail['carry'];
  onSelect: (node: number) => void;
}

/** What a step went on to cost at each later call: its entry first, then its tokens at the price of a cache read. */
export function CarryChart({ index, node, carry, onSelect }: CarryChartProps) {
  const entry = usdNumber(node.entryUsd);
  const bars = carry.map(({ node: call, usd }) => ({ call, usd, value: usdNumber(usd) }));
  const top = Math.max(entry, ...bars.map(({ value }) => value));
  if (top <= 0) return null;
  const step = WIDTH / (bars.length + 1);
  const height = (value: number): number => Math.max(1, (value / top) * HEIGHT);
  return (
    <figure class="carry">
      <figcaption>{t('Cost at each call that held it: entry, then cache reads')}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('Entry {0}, then {1} calls', usdText(node.entryUsd), bars.length)}>
        <rect class="entry" x={0} y={HEIGHT - height(entry)} width={Math.max(0.5, step - 0.5)} height={height(entry)}>
          <title>{t('Entry: {0}', usdText(node.entryUsd))}</title>
        </rect>
        {bars.map(({ call, usd, value }, i) => (
          <rect
            key={call}
            class="read"
            x={(i + 1) * step}
            y={HEIGHT - height(value)}
            width={Math.max(0.5, step - 0.5)}
            height={height(value)}
            onClick={() => onSelect(call)}
          >
            <title>{t('Step {0}: {1}', index.trace.nodes[call]?.step ?? '', usdText(usd))}</title>
          </rect>
        ))}
      </svg>
      {usdNumber(node.rewriteUsd) > 0 && (
        <p class="hint">{t('Of the carry, {0} was paid because the cache had been lost.', usdText(node.rewriteUsd))}</p>
      )}
    </figure>
  );
}
