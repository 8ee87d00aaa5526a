import { boundedUsdText, countText, durationText, usdNumber, usdText } from '../../src/protocol/formatFigures.ts';
import type { LinkedSession, PanelTrace } from '../../src/protocol/panelTrace.ts';
import { send } from '../host.ts';
import { t } from '../text.ts';
import { SplitBar } from './splitBar.tsx';

/** What the session was, what it cost and where that went. */
export function Head({ trace, linked }: { trace: PanelTrace; linked: readonly LinkedSession[] }) {
  const { summary } = trace;
  const models = Object.entries(summary.models).map(([model, calls]) => `${model} × ${calls}`);
  const agent = [summary.agent, trace.agentVersion].filter(Boolean).join(' ');
  return (
    <header>
      <div class="title">
        <h1>{summary.task || summary.sessionId}</h1>
        <div class="actions">
          <vscode-button appearance="primary" onClick={() => send({ type: 'distill' })}>
            {t('Distill Skill')}
          </vscode-button>
          <vscode-button appearance="secondary" onClick={() => send({ type: 'openCard' })}>
            {t('Open TraceCard')}
          </vscode-button>
        </div>
      </div>
      <p class="subtitle">{[agent, ...models, outcomeText(trace)].join(' · ')}</p>
      <Figures trace={trace} />
      <SplitBar trace={trace} />
      {linked.length > 0 && <LinkedSessions linked={linked} />}
      {summary.warnings.length > 0 && <Notes warnings={summary.warnings} />}
    </header>
  );
}

function outcomeText({ outcome }: PanelTrace): string {
  const words = { success: t('succeeded'), failure: t('failed'), partial: t('partly succeeded'), unknown: t('outcome unknown') };
  return [words[outcome.result], ...outcome.evidence].join(', ');
}

function Figures({ trace }: { trace: PanelTrace }) {
  const { summary, likelyAvoidableUsd } = trace;
  const { tokens } = summary;
  const figures: { label: string; value: string; hint?: string }[] = [
    {
      label: t('Total'),
      value: boundedUsdText(summary.usd, summary.lowerBound),
      ...(summary.lowerBound && { hint: lowerBoundHint(trace) }),
    },
  ];
  const add = (label: string, value: string, hint?: string): void => void figures.push({ label, value, ...(hint && { hint }) });
  if (usdNumber(summary.avoidableUsd) > 0)
    add(t('Avoidable, proven'), usdText(summary.avoidableUsd), t('Steps that were certainly not needed.'));
  if (usdNumber(likelyAvoidableUsd) > 0)
    add(t('Avoidable, likely'), usdText(likelyAvoidableUsd), t('Steps that were probably not needed.'));
  if (summary.loggedUsd !== undefined) add(t('Logged by the agent'), usdText(summary.loggedUsd));
  add(t('Tokens'), countText(tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.output));
  add(t('Model calls'), String(summary.llmCalls));
  add(t('Tool calls'), String(summary.toolCalls));
  if (summary.agents > 0) add(t('Sub-agents'), String(summary.agents));
  if (summary.failures > 0) add(t('Failures'), String(summary.failures));
  if (summary.redundant > 0) add(t('Redundant steps'), String(summary.redundant));
  const { startedAt, endedAt } = summary;
  if (startedAt !== undefined && endedAt !== undefined && endedAt >= startedAt) add(t('Took'), durationText(endedAt - startedAt));
  return (
    <dl class="figures">
      {figures.map(({ label, value, hint }) => (
        <div key={label} title={hint}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function lowerBoundHint({ summary }: PanelTrace): string {
  return summary.unpricedTokens > 0
    ? t('At least: some calls have no known price.')
    : t('At least: the session file does not tell all that was used. See the notes.');
}

/** Sessions with bills of their own, which this one's total does not hold. */
function LinkedSessions({ linked }: { linked: readonly LinkedSession[] }) {
  return (
    <details class="notes">
      <summary>{linked.length === 1 ? t('1 linked session') : t('{0} linked sessions', linked.length)}</summary>
      <ul>
        {linked.map(({ relation, path, task, usd, lowerBound }) => (
          <li key={path}>
            {relation === 'parent' ? t('Started by') : t('Started')}{' '}
            <button type="button" class="link-button" onClick={() => send({ type: 'openSession', path })}>
              {task || path}
            </button>{' '}
            {boundedUsdText(usd, lowerBound)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Notes({ warnings }: { warnings: readonly string[] }) {
  return (
    <details class="notes">
      <summary>{warnings.length === 1 ? t('1 note') : t('{0} notes', warnings.length)}</summary>
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </details>
  );
}
