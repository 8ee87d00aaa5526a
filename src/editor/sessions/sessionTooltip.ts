import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { escapeMarkdown, shorten } from '../shared/escapeMarkdown.ts';
import { countText, durationText, usdNumber, usdText } from '../../protocol/formatFigures.ts';
import type { Translate } from '../../protocol/translate.ts';
import { costText, outcomeText } from './sessionLabels.ts';

/** The session as a small Markdown table. All text of the trace is escaped: the result needs no trust. */
export function sessionTooltip(summary: SessionSummary, t: Translate): string {
  const rows: [string, string][] = [[t('Cost'), escapeMarkdown(costText(summary, t))]];
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') rows.push([name, escapeMarkdown(value)]);
  };
  add(t('Logged by the agent'), summary.loggedUsd === undefined ? undefined : usdText(summary.loggedUsd));
  add(t('Avoidable'), usdNumber(summary.avoidableUsd) > 0 ? usdText(summary.avoidableUsd) : undefined);
  for (const [name, usd] of splitOf(summary, t)) add(`&nbsp;&nbsp;${name}`, usdNumber(usd) > 0 ? usdText(usd) : undefined);
  add(t('Cache re-writes, contained in these'), usdNumber(summary.rewriteUsd) > 0 ? usdText(summary.rewriteUsd) : undefined);
  const { tokens } = summary;
  add(
    t('Tokens'),
    [
      t('{0} uncached', countText(tokens.input)),
      t('{0} cache read', countText(tokens.cacheRead)),
      t('{0} cache write', countText(tokens.cacheWrite5m + tokens.cacheWrite1h)),
      t('{0} output', countText(tokens.output)),
    ].join(', '),
  );
  add(t('Unpriced tokens'), summary.unpricedTokens > 0 ? countText(summary.unpricedTokens) : undefined);
  add(t('Calls'), t('{0} model, {1} tool', summary.llmCalls, summary.toolCalls));
  add(t('Outcome'), summary.outcome && [outcomeText(summary.outcome.result, t), ...summary.outcome.evidence].join(' · '));
  add(t('Failures'), summary.failures > 0 ? String(summary.failures) : undefined);
  add(t('Redundant steps'), summary.redundant > 0 ? String(summary.redundant) : undefined);
  add(t('Sub-agents'), summary.agents > 0 ? String(summary.agents) : undefined);
  add(
    t('Models'),
    Object.entries(summary.models)
      .map(([model, calls]) => `${model} × ${calls}`)
      .join(', '),
  );
  if (summary.startedAt !== undefined && summary.endedAt !== undefined) add(t('Took'), durationText(summary.endedAt - summary.startedAt));
  add(t('File'), summary.path);
  const table = ['| | |', '|:--|:--|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
  const warnings = summary.warnings.slice(0, 3).map((warning) => `- ${escapeMarkdown(shorten(warning, 160))}`);
  return [
    `**${escapeMarkdown(shorten(summary.task, 200) || summary.sessionId)}** · ${escapeMarkdown(summary.agent)}`,
    table,
    warnings.join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The seven parts of the bill with their names, largest first; they add up to the total. */
export function splitOf(summary: SessionSummary, t: Translate): [name: string, usd: string][] {
  const { attributed } = summary;
  const parts: [string, string][] = [
    [t('Prefix (system prompt, tools)'), attributed.prefix],
    [t('User messages'), attributed.user],
    [t('Model output'), attributed.output],
    [t('Tool results, first time'), attributed.toolEntry],
    [t('Tool results, carried on'), attributed.toolCarry],
    [t('Sub-agents'), attributed.agents],
    [t('Fees'), attributed.fees],
  ];
  return parts.sort((a, b) => usdNumber(b[1]) - usdNumber(a[1]));
}
