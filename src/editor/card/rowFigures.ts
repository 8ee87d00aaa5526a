import { clusterSteps } from '../../core/card/clusterSteps.ts';
import type { CardInspection, InspectedRow } from '../../core/card/inspectCard.ts';
import type { CostContent } from '../shared/costSettings.ts';
import { countText, shareText, usdNumber, usdText } from '../../protocol/formatFigures.ts';
import type { Translate } from '../../protocol/translate.ts';

/** A long card keeps the flags of clusters that it no longer lists. */
const CLUSTER_ID = /^r\d+$/;

/** Widths in characters, so that the figures of all rows stand below each other. */
const USD_WIDTH = 9;
const SHARE_WIDTH = 7;
const TOKENS_WIDTH = 11;

/** A row of a card, or the same step at its record in the session's file. */
export type ShownRow = Omit<InspectedRow, 'line' | 'at'>;

export interface RowTexts {
  /** "$0.0410   12 % ↻": aligned, for the start of the row. */
  lead: string;
  /** "carry $0.03 · duplicate of 9", for its end; often empty. */
  trail: string;
  /** All of it in one: "$0.0410 · 12 % · carry $0.03 · duplicate of 9". */
  whole: string;
}

/** What is drawn at a row: everything that the colour says, and more. */
export function rowTexts(row: ShownRow, clusters: CardInspection['clusters'], content: CostContent, t: Translate): RowTexts {
  if (content === 'off') return { lead: '', trail: '', whole: '' };
  const figures = costFigures(row, content, t);
  const remarks = rowRemarks(row, clusters, t);
  const trail = row.carry !== undefined && usdNumber(row.carry) > 0 ? [t('carry {0}', usdText(row.carry)), ...remarks] : remarks;
  return {
    lead: `${figures.aligned} ${rowMark(row, clusters)}`,
    trail: trail.join(' · '),
    whole: [...figures.parts, ...trail].join(' · '),
  };
}

/** The figures that the user wants to see: each by itself, and all of them aligned with those of other rows. */
export function costFigures(
  { usd, share, tokens }: Pick<ShownRow, 'usd' | 'share' | 'tokens'>,
  content: CostContent,
  t: Translate,
): { parts: string[]; aligned: string } {
  const cost = usdText(usd);
  const aligned = pad(cost, USD_WIDTH);
  if (content === 'costAndShare') return { parts: [cost, shareText(share)], aligned: aligned + pad(shareText(share), SHARE_WIDTH) };
  if (content !== 'costAndTokens') return { parts: [cost], aligned };
  const count = tokens === undefined ? '' : t('{0} tok', countText(tokens));
  return { parts: count ? [cost, count] : [cost], aligned: aligned + pad(count, TOKENS_WIDTH) };
}

/** A failed row and a wasted one can be told apart without colour, even when their remarks are out of sight. */
export function rowMark(row: ShownRow, clusters: CardInspection['clusters']): string {
  if (row.status === 'error' || row.status === 'aborted' || row.flags.some((flag) => flag.endsWith(' failed'))) return '✗';
  return row.flags.some((flag) => CLUSTER_ID.test(flag) || clusters.some(({ id }) => id === flag)) ? '↻' : '\u00a0';
}

/** With no-break spaces: the editor folds others. */
function pad(text: string, width: number): string {
  return text.padStart(width, '\u00a0').replaceAll(' ', '\u00a0');
}

/** What is remarkable about a row besides its price, in words. */
export function rowRemarks(row: ShownRow, clusters: CardInspection['clusters'], t: Translate): string[] {
  const remarks: string[] = row.status === undefined ? [] : [row.status];
  for (const flag of row.flags) {
    const cluster = clusters.find(({ id }) => id === flag);
    if (!cluster) {
      if (flag !== row.status) remarks.push(CLUSTER_ID.test(flag) ? t('redundant') : flag);
      continue;
    }
    const { needed } = clusterSteps(cluster.kind, cluster.steps);
    if (row.step === needed) continue;
    if (needed === undefined) remarks.push(cluster.class === 'likely' ? t('likely {0}', cluster.kind) : cluster.kind);
    else remarks.push(cluster.class === 'likely' ? t('likely {0} of {1}', cluster.kind, needed) : t('{0} of {1}', cluster.kind, needed));
  }
  return remarks;
}
