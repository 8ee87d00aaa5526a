import { durationText } from '../../src/protocol/formatFigures.ts';
import type { PanelNode } from '../../src/protocol/panelTrace.ts';
import type { Table } from '../shared/exportTable.ts';
import { t } from '../text.ts';

export function timelineTable(nodes: readonly PanelNode[]): Table {
  return {
    columns: [t('Step'), t('What'), t('Start (UTC)'), t('Took'), t('Cost (USD)')],
    rows: nodes.map(({ step, name, target, start, end, subtreeUsd }) => [
      step,
      [name, target].filter(Boolean).join(' '),
      start === undefined ? '' : new Date(start).toISOString().replace('T', ' ').slice(0, 19),
      start !== undefined && end !== undefined && end > start ? durationText(end - start) : '',
      subtreeUsd,
    ]),
  };
}
