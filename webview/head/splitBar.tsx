import { shareText, usdNumber, usdText } from '../../src/protocol/formatFigures.ts';
import type { PanelPart, PanelTrace } from '../../src/protocol/panelTrace.ts';
import { t } from '../text.ts';

/** Always in this order and colour, so that two sessions can be compared by eye. */
const ORDER: readonly PanelPart[] = ['prefix', 'user', 'output', 'toolEntry', 'toolCarry', 'rewrites', 'agents', 'fees'];

export function partName(part: PanelPart): string {
  switch (part) {
    case 'prefix':
      return t('Prefix (system prompt, tools)');
    case 'user':
      return t('User messages');
    case 'output':
      return t('Model output');
    case 'toolEntry':
      return t('Tool results, first time');
    case 'toolCarry':
      return t('Tool results, carried on');
    case 'rewrites':
      return t('Cache re-writes');
    case 'agents':
      return t('Sub-agents');
    case 'fees':
      return t('Fees');
  }
}

/** Where the money went: one bar whose parts add up to the total, and the same as a legend with figures. */
export function SplitBar({ trace }: { trace: PanelTrace }) {
  const total = usdNumber(trace.summary.usd);
  const byPart = new Map(trace.split.map(({ part, usd }) => [part, usd]));
  const parts = ORDER.map((part, i) => ({ part, usd: byPart.get(part) ?? '0', colour: `part-${i}` })).filter(
    ({ usd }) => usdNumber(usd) > 0,
  );
  if (total <= 0) return <p class="hint">{t('No dollars are known for this session.')}</p>;
  const share = (usd: string): number => usdNumber(usd) / total;
  return (
    <div class="split">
      <div class="bar" aria-hidden="true">
        {parts.map(({ part, usd, colour }) => (
          <div
            key={part}
            class={`segment ${colour}`}
            title={`${partName(part)}: ${usdText(usd)}, ${shareText(share(usd))}`}
            style={{ flexGrow: share(usd) }}
          />
        ))}
      </div>
      <ul class="legend" aria-label={t('Where the money went')}>
        {parts.map(({ part, usd, colour }) => (
          <li key={part}>
            <span class={`swatch ${colour}`} aria-hidden="true" />
            {partName(part)} <span class="figure">{usdText(usd)}</span> <span class="share">{shareText(share(usd))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
