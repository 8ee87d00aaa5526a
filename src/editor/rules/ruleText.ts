import type { RuleEffect } from '../../core/costcraft/effect/ruleEffect.ts';
import type { LedgerRecord } from '../../core/costcraft/ledger.ts';
import { effectRows } from '../../protocol/effectText.ts';
import { usdText } from '../../protocol/formatFigures.ts';
import type { Translate } from '../../protocol/translate.ts';
import { detectorName, laneName } from '../review/patchNames.ts';
import { supportText, verdictName } from '../review/patchText.ts';
import { escapeMarkdown } from '../shared/escapeMarkdown.ts';
import { plainText } from '../shared/plainText.ts';
import type { AcceptedRule } from '../../core/costcraft/acceptedRule.ts';

/** "Prune · $0.356 net · 4× in 4 sessions · since Nov 22, 2026", or that nothing is known. */
export function ruleLine(rule: AcceptedRule | undefined, language: string | undefined, t: Translate): string {
  if (!rule) return t('Not in the ledger');
  const { record, isReworded } = rule;
  const parts = [
    laneName(record.lane, t),
    ...(record.saving ? [t('{0} net', usdText(record.saving.net))] : []),
    supportText(record, t),
    t('since {0}', dateText(record, language)),
    ...(isReworded ? [t('reworded since')] : []),
  ];
  return plainText(parts.join(' · '));
}

/** All that the ledger holds, and what was measured since, as Markdown. */
export function ruleMarkdown(rule: AcceptedRule | undefined, language: string | undefined, t: Translate, effect?: RuleEffect): string {
  if (!rule) return t('The ledger of this workspace knows nothing of this rule: it was accepted elsewhere, or written by hand.');
  const { record, isReworded } = rule;
  const { saving, verdict } = record;
  const amount = (usd: string): string => escapeMarkdown(usdText(usd));
  const name = escapeMarkdown(`${laneName(record.lane, t)}: ${detectorName(record.detector, t)}`);
  const accepted =
    record.decision === 'edit'
      ? t('Accepted on {0}, in your own words', dateText(record, language))
      : t('Accepted on {0}', dateText(record, language));
  const rows = saving
    ? [
        [t('Saves'), `${amount(saving.mid)} (${t('{0} to {1}', amount(saving.low), amount(saving.high))})`],
        [t('Cost of the rule itself'), amount(saving.ruleCost)],
        [t('Net saving'), `**${amount(saving.net)}**`],
      ]
    : [];
  rows.push([t('Seen'), escapeMarkdown(t('{0}; {1} read', supportText(record, t), record.sessions.length))]);
  if (verdict) rows.push([t('Verdict'), verdictName({ verdict }, t)]);
  if (record.prices !== undefined) rows.push([t('Prices'), escapeMarkdown(record.prices)]);
  if (effect) rows.push(...effectRows(effect, t).map((cells) => cells.map(escapeMarkdown)));
  const table = ['| | |', '| --- | --- |', ...rows.map(([head = '', value = '']) => `| ${head} | ${value} |`)].join('\n');
  return [`**${name}**`, escapeMarkdown(accepted) + (isReworded ? ` · ${t('reworded since')}` : ''), table].join('\n\n');
}

function dateText({ at }: LedgerRecord, language: string | undefined): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at.slice(0, 10) : new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(date);
}
