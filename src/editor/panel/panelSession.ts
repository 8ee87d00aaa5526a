import type { CardInspection, InspectedRow } from '../../core/card/inspectCard.ts';
import type { PanelSession } from '../../protocol/panelMessages.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { rowRemarks } from '../card/rowFigures.ts';
import { parsePointer } from '../card/sourcePointer.ts';
import { splitOf } from '../sessions/sessionTooltip.ts';
import { costText, totalTokens } from '../sessions/sessionLabels.ts';
import { shorten } from '../shared/escapeMarkdown.ts';
import { countText, durationText, shareText, usdNumber, usdText } from '../shared/formatFigures.ts';
import type { Translate } from '../shared/translate.ts';

const TOP_STEPS = 10;

/** What the panel shows of a session: its head figures, where the money went, and its dearest steps. */
export function panelSession(summary: SessionSummary, inspection: CardInspection, t: Translate): PanelSession {
  const total = usdNumber(summary.usd);
  const fraction = (usd: string): number => (total > 0 ? usdNumber(usd) / total : 0);
  const parts = splitOf(summary, t)
    .filter(([, usd]) => usdNumber(usd) > 0)
    .map(([name, usd]) => ({ name, usd: usdText(usd), share: shareText(fraction(usd)), fraction: fraction(usd) }));
  return {
    title: shorten(summary.task, 240) || summary.sessionId,
    subtitle: [summary.agent, ...Object.entries(summary.models).map(([model, calls]) => `${model} × ${calls}`)].join(' · '),
    figures: figuresOf(summary, t),
    split: {
      heading: t('Where the money went'),
      columns: [t('Part'), t('Cost'), t('Share')],
      parts,
      description: parts.map(({ name, share }) => `${name}: ${share}`).join(', '),
    },
    steps: {
      heading: t('Dearest steps'),
      columns: [t('Step'), t('What'), t('Cost'), t('Share'), t('Remarks')],
      rows: dearest(inspection.rows).map((row) => {
        const pointer = row.at === undefined ? undefined : parsePointer(row.at);
        return {
          step: row.kind === 'prefix' || row.kind === 'user' ? '' : String(row.step),
          name: row.name,
          target: row.target ?? '',
          usd: usdText(row.usd),
          share: shareText(row.share),
          fraction: row.share,
          remarks: rowRemarks(row, inspection.clusters, t).join(', '),
          ...(pointer?.source === 0 ? { sourceLine: pointer.line } : {}),
        };
      }),
    },
    actions: { openCard: t('Open TraceCard'), distill: t('Distill Skill'), openStep: t('Open in the session file') },
    notes: summary.warnings.slice(0, 5),
  };
}

function figuresOf(summary: SessionSummary, t: Translate): PanelSession['figures'] {
  const figures: PanelSession['figures'] = [
    {
      label: t('Total'),
      value: costText(summary, t),
      ...(summary.lowerBound ? { hint: lowerBoundHint(summary, t) } : {}),
    },
  ];
  const add = (label: string, value: string, hint?: string): void => void figures.push({ label, value, ...(hint ? { hint } : {}) });
  if (usdNumber(summary.avoidableUsd) > 0) add(t('Avoidable'), usdText(summary.avoidableUsd));
  if (usdNumber(summary.rewriteUsd) > 0) add(t('Cache re-writes'), usdText(summary.rewriteUsd), t('Contained in the parts below.'));
  if (summary.loggedUsd !== undefined) add(t('Logged by the agent'), usdText(summary.loggedUsd));
  add(t('Tokens'), countText(totalTokens(summary)));
  add(t('Model calls'), countText(summary.llmCalls));
  add(t('Tool calls'), countText(summary.toolCalls));
  if (summary.agents > 0) add(t('Sub-agents'), countText(summary.agents));
  if (summary.failures > 0) add(t('Failures'), countText(summary.failures));
  if (summary.redundant > 0) add(t('Redundant'), countText(summary.redundant));
  if (summary.startedAt !== undefined && summary.endedAt !== undefined) add(t('Took'), durationText(summary.endedAt - summary.startedAt));
  return figures;
}

function lowerBoundHint({ unpricedTokens }: SessionSummary, t: Translate): string {
  return unpricedTokens > 0
    ? t('At least: some calls have no known price.')
    : t('At least: the session file does not tell all that was used. See the notes at the end of this page.');
}

function dearest(rows: readonly InspectedRow[]): InspectedRow[] {
  return rows
    .filter(({ kind }) => kind !== 'group')
    .map((row, order) => ({ row, order }))
    .sort((a, b) => usdNumber(b.row.usd) - usdNumber(a.row.usd) || a.order - b.order)
    .slice(0, TOP_STEPS)
    .map(({ row }) => row)
    .filter(({ usd }) => usdNumber(usd) > 0);
}
