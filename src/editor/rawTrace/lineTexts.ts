import type { LineCost, LineStep } from '../../core/card/costsByLine.ts';
import type { CardInspection } from '../../core/card/inspectCard.ts';
import { costFigures, rowMark, rowRemarks } from '../card/rowFigures.ts';
import type { DrawnCost } from '../shared/costDecorations.ts';
import type { CostSettings } from '../shared/costSettings.ts';
import { shorten } from '../shared/escapeMarkdown.ts';
import { usdNumber } from '../../protocol/formatFigures.ts';
import { heatOf } from '../shared/heat.ts';
import type { LineSpan } from '../shared/inSight.ts';
import type { Translate } from '../../protocol/translate.ts';

/** Width of the words after the figures, in characters, so that the records begin below each other. */
const WORDS_WIDTH = 30;

/** The editor folds other spaces. */
const NO_BREAK = '\u00a0';

/**
 * What is drawn at the records of a session's file that are in sight. In a file of one record a line it stands before the record, whose
 * end is far out of sight, and `lines` without a step are indented as much; in a JSON document it follows the record's first line.
 */
export function lineTexts(
  costs: readonly LineCost[],
  clusters: CardInspection['clusters'],
  { content, thresholds }: CostSettings,
  layout: { isDocument: boolean; lines: readonly LineSpan[] },
  t: Translate,
): DrawnCost[] {
  const drawn = costs.map((cost): DrawnCost => {
    const heat = heatOf({ share: cost.share, usd: usdNumber(cost.usd) }, thresholds);
    const tokens = cost.about.reduce<number | undefined>(
      (sum, step) => (step.tokens === undefined ? sum : (sum ?? 0) + step.tokens),
      undefined,
    );
    const figures = costFigures({ usd: cost.usd, share: cost.share, ...(tokens !== undefined && { tokens }) }, content, t);
    const mark = cost.about.map((step) => rowMark(step, clusters)).find((sign) => sign.trim() !== '') ?? NO_BREAK;
    const words = lineWords(cost, clusters, t);
    const lead = `${figures.aligned} ${mark} ${shorten(words, WORDS_WIDTH).padEnd(WORDS_WIDTH, NO_BREAK)}`.replaceAll(' ', NO_BREAK);
    const texts = layout.isDocument ? { lead: '', trail: [...figures.parts, words].join(' · ') } : { lead, trail: '' };
    return { line: cost.line, ...(content === 'off' ? { lead: '', trail: '' } : texts), ...(heat ? { heat } : {}) };
  });
  const width = drawn[0]?.lead.length ?? 0;
  if (width === 0) return drawn;
  const known = new Set(drawn.map(({ line }) => line));
  const lead = NO_BREAK.repeat(width);
  for (const { from, to } of layout.lines)
    for (let line = from; line <= to; line++) if (!known.has(line)) drawn.push({ line, lead, trail: '' });
  return drawn;
}

/** "9 Read, duplicate of 4", "3 steps: 9, 10, 11". */
export function lineWords({ about }: LineCost, clusters: CardInspection['clusters'], t: Translate): string {
  const [first, ...others] = about;
  if (!first) return '';
  if (others.length > 0) {
    const numbers = about.map(({ step }) => step).filter((step) => step !== '');
    return numbers.length > 0 ? t('{0} steps: {1}', about.length, numbers.join(', ')) : t('{0} steps', about.length);
  }
  return [stepName(first, t), ...rowRemarks(first, clusters, t)].join(', ');
}

/** "9 Read", "9 ask Read" where the line is only the request, "agent of 4: Read" for what a sub-agent did. */
export function stepName({ step, name, part, agentOf }: LineStep, t: Translate): string {
  const what = part === 'call' ? t('call {0}', name) : name;
  if (agentOf === undefined) return `${step} ${what}`;
  return agentOf === '' ? t('sub-agent: {0}', what) : t('sub-agent of {0}: {1}', agentOf, what);
}
