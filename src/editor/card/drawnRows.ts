import type { CardInspection, InspectedRow } from '../../core/card/inspectCard.ts';
import type { DrawnCost } from '../shared/costDecorations.ts';
import type { CostSettings } from '../shared/costSettings.ts';
import { usdNumber } from '../../protocol/formatFigures.ts';
import { heatOf } from '../shared/heat.ts';
import type { Translate } from '../../protocol/translate.ts';
import { rowTexts } from './rowFigures.ts';

/** Most marks in an overview ruler: it is some hundred pixels high, and the dearest tell where to look. */
const MARKS = 200;

/** What is drawn at rows of a card. */
export function drawnRows(
  rows: readonly InspectedRow[],
  clusters: CardInspection['clusters'],
  { content, atStart, thresholds }: CostSettings,
  t: Translate,
): DrawnCost[] {
  return rows.map((row) => {
    const heat = heatOf({ share: row.share, usd: usdNumber(row.usd) }, thresholds);
    const { lead, trail, whole } = rowTexts(row, clusters, content, t);
    return { line: row.line, ...(atStart ? { lead, trail } : { lead: '', trail: whole }), ...(heat ? { heat } : {}) };
  });
}

/** The dear rows of a whole card, for its overview ruler. */
export function heatMarks(rows: readonly Pick<InspectedRow, 'line' | 'share' | 'usd'>[], { thresholds }: CostSettings): DrawnCost[] {
  const dear = rows.flatMap(({ line, share, usd: text }) => {
    const usd = usdNumber(text);
    const heat = heatOf({ share, usd }, thresholds);
    return heat ? [{ usd, mark: { line, lead: '', trail: '', heat } }] : [];
  });
  return dear
    .sort((a, b) => b.usd - a.usd)
    .slice(0, MARKS)
    .map(({ mark }) => mark);
}
