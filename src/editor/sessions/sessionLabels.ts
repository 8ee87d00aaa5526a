import type { OutcomeResult } from '../../core/session/session.ts';
import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { shorten } from '../shared/escapeMarkdown.ts';
import { plainText } from '../shared/plainText.ts';
import { ageText, boundedUsdText, countText, usdNumber, usdText } from '../../protocol/formatFigures.ts';
import type { Translate } from '../../protocol/translate.ts';

/** Short enough that the cost beside it is in sight at the usual width of the side bar; the tooltip has the whole task. */
const LABEL_LIMIT = 22;
const TASK_LIMIT = 90;

/** A session written to in the last two minutes is taken for running: no format marks the end of one. */
export const RUNNING_MS = 120_000;

export function isRunning(lastWrite: number | undefined, now: number): boolean {
  return lastWrite !== undefined && now - lastWrite < RUNNING_MS;
}

export function sessionLabel(summary: SessionSummary, t: Translate): string {
  return plainText(shorten(summary.task, LABEL_LIMIT) || t('Session {0}', shorten(summary.sessionId, 12)));
}

/** The task as far as it fits into the widest pick, where the view's label would be cut too short to tell one from the next. */
export function taskLabel(summary: SessionSummary, t: Translate): string {
  return plainText(shorten(summary.task, TASK_LIMIT)) || sessionLabel(summary, t);
}

/** All tokens that were billed, in and out. */
export function totalTokens({ tokens }: SessionSummary): number {
  return tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.output;
}

/** The bill in words: a session without any price says "unpriced", never $0. */
export function costText(summary: SessionSummary, t: Translate): string {
  const unpricedOnly = summary.lowerBound && usdNumber(summary.usd) === 0;
  return unpricedOnly ? t('unpriced') : boundedUsdText(summary.usd, summary.lowerBound);
}

/** How a session ended, in a word. */
export function outcomeText(result: OutcomeResult, t: Translate): string {
  const words: Record<OutcomeResult, string> = {
    success: t('success'),
    failure: t('failure'),
    partial: t('partial success'),
    unknown: t('unknown'),
  };
  return words[result];
}

/** What deserves a look, in words: "failure", "2 failures", "3 redundant", "$0.41 avoidable", "2 agents". */
export function sessionFlags(summary: SessionSummary, t: Translate): string[] {
  const flags: string[] = [];
  if (summary.outcome && summary.outcome.result !== 'unknown') flags.push(outcomeText(summary.outcome.result, t));
  if (summary.failures > 0) flags.push(summary.failures === 1 ? t('1 failure') : t('{0} failures', summary.failures));
  if (summary.redundant > 0) flags.push(t('{0} redundant', summary.redundant));
  if (usdNumber(summary.avoidableUsd) > 0) flags.push(t('{0} avoidable', usdText(summary.avoidableUsd)));
  if (summary.agents > 0) flags.push(summary.agents === 1 ? t('1 agent') : t('{0} agents', summary.agents));
  return flags;
}

/** "$0.59 · 1.2M tokens · 3 h ago · 2 failures". */
export function sessionDescription(summary: SessionSummary, now: number, running: boolean, t: Translate): string {
  const parts = [costText(summary, t), t('{0} tokens', countText(totalTokens(summary)))];
  const at = summary.endedAt ?? summary.startedAt;
  if (running) parts.push(t('running'));
  else if (at !== undefined) parts.push(ageText(at, now, t));
  return [...parts, ...sessionFlags(summary, t)].join(' · ');
}

/** The row as a screen reader should say it. */
export function sessionAria(summary: SessionSummary, now: number, running: boolean, t: Translate): string {
  return `${sessionLabel(summary, t)}, ${summary.agent}, ${sessionDescription(summary, now, running, t).replaceAll(' · ', ', ')}`;
}

export type SessionIcon = { id: string; color?: string };

/** Shape and colour by state; the words say the same. */
export function sessionIcon(summary: SessionSummary, running: boolean): SessionIcon {
  if (running) return { id: 'pulse', color: 'charts.green' };
  if (summary.failures > 0) return { id: 'warning', color: 'list.warningForeground' };
  if (summary.redundant > 0) return { id: 'copy', color: 'charts.yellow' };
  if (summary.lowerBound) return { id: 'question', color: 'descriptionForeground' };
  return { id: 'comment-discussion' };
}
