import { useEffect, useState } from 'preact/hooks';
import { formatUsdExact, parseUsd, ZERO } from '../../src/core/session/money.ts';
import { boundedUsdText, usdText } from '../../src/protocol/formatFigures.ts';
import type { ComparedSessions, ComparedSide, PanelComparison } from '../../src/protocol/panelTrace.ts';
import { partName } from '../head/splitBar.tsx';
import { savedState, saveState, send } from '../host.ts';
import type { Answers } from '../pageState.ts';
import { ExportMenu } from '../shared/exportMenu.tsx';
import type { Table } from '../shared/exportTable.ts';
import { t } from '../text.ts';

const STEP_ROWS = 300;

/** Two sessions, or two groups of them, beside each other: what they cost, by bucket, tool and kind, and two sessions' steps aligned. */
export function CompareView({ answers: { comparison, refused } }: { answers: Answers }) {
  useEffect(() => {
    const { compared } = savedState();
    if (!comparison && compared) send({ type: 'compare', ...compared });
  }, []);
  useEffect(() => {
    if (comparison) saveState({ compared: { paths: comparison.a.paths, with: comparison.b.paths } });
  }, [comparison]);
  return (
    <div class="compare">
      <div class="filters">
        <vscode-button appearance="secondary" onClick={() => send({ type: 'compare', pick: 'with' })}>
          {comparison ? t('Compare with Other Sessions…') : t('Choose Sessions…')}
        </vscode-button>
        {comparison && (
          <vscode-button appearance="secondary" onClick={() => send({ type: 'compare', pick: 'and' })}>
            {t('Add Sessions to This Side…')}
          </vscode-button>
        )}
        {comparison && <ExportMenu name="comparison" table={() => groupsTable(comparison)} />}
      </div>
      {refused.comparison !== undefined && (
        <p class="failed" role="alert">
          {refused.comparison}
        </p>
      )}
      {comparison ? (
        <Comparison comparison={comparison} />
      ) : (
        <p class="hint">{t('Choose another session, or several, to see what differs in dollars and in steps.')}</p>
      )}
    </div>
  );
}

function Comparison({ comparison }: { comparison: PanelComparison }) {
  const { a, b, groups } = comparison;
  const sections = [
    { by: 'bucket', title: t('By where the money went') },
    { by: 'tool', title: t('By tool') },
    { by: 'kind', title: t('By kind of step') },
  ] as const;
  return (
    <>
      <table class="compare-head">
        <caption class="hidden">{t('The two sessions')}</caption>
        <SidesHead />
        <tbody>
          <tr>
            <th scope="row">{t('Task')}</th>
            {[a, b].map((side, i) => (
              <td key={i}>
                <span class="task" title={side.task ?? side.paths.join(', ')}>
                  {side.task ?? t('{0} sessions', side.paths.length)}
                </span>
              </td>
            ))}
            <td />
          </tr>
          <tr>
            <th scope="row">{t('Total')}</th>
            <td>{boundedUsdText(a.usd, a.lowerBound)}</td>
            <td>{boundedUsdText(b.usd, b.lowerBound)}</td>
            <td>{difference(a.usd, b.usd)}</td>
          </tr>
          {a.paths.length + b.paths.length > 2 && (
            <tr>
              <th scope="row">{t('Per session')}</th>
              <td>{usdText(perSession(a))}</td>
              <td>{usdText(perSession(b))}</td>
              <td>{difference(perSession(a), perSession(b))}</td>
            </tr>
          )}
          <tr>
            <th scope="row">{t('Model calls')}</th>
            <td>{a.llmCalls}</td>
            <td>{b.llmCalls}</td>
            <td>{signed(b.llmCalls - a.llmCalls)}</td>
          </tr>
          <tr>
            <th scope="row">{t('Tool calls')}</th>
            <td>{a.toolCalls}</td>
            <td>{b.toolCalls}</td>
            <td>{signed(b.toolCalls - a.toolCalls)}</td>
          </tr>
        </tbody>
      </table>
      {sections.map(({ by, title }) => (
        <Groups key={by} title={title} groups={groups.filter((group) => group.by === by)} counted={by !== 'bucket'} />
      ))}
      {comparison.steps.length > 0 && <Steps comparison={comparison} />}
    </>
  );
}

function SidesHead({ what }: { what?: string }) {
  return (
    <thead>
      <tr>
        {what === undefined ? <td /> : <th scope="col">{what}</th>}
        <th scope="col">{t('This session')}</th>
        <th scope="col">{t('The other')}</th>
        <th scope="col">{t('Difference')}</th>
      </tr>
    </thead>
  );
}

function Groups({ title, groups, counted }: { title: string; groups: PanelComparison['groups']; counted: boolean }) {
  const shown = groups.filter(({ a, b }) => a.usd !== '0' || b.usd !== '0' || a.count + b.count > 0);
  if (shown.length === 0) return null;
  const side = ({ usd, count }: ComparedSide): string => {
    if (counted) return count === 0 ? '–' : `${usdText(usd)} · × ${count}`;
    return usd === '0' ? '–' : usdText(usd);
  };
  return (
    <table class="compare-groups">
      <caption>{title}</caption>
      <SidesHead what={t('What')} />
      <tbody>
        {shown.map((group) => (
          <tr key={group.name}>
            <th scope="row">{groupName(group)}</th>
            <td>{side(group.a)}</td>
            <td>{side(group.b)}</td>
            <td>{difference(group.a.usd, group.b.usd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Steps({ comparison: { steps } }: { comparison: PanelComparison }) {
  const [limit, setLimit] = useState(STEP_ROWS);
  return (
    <>
      <table class="compare-steps">
        <caption>{t('Steps, aligned')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('This session')}</th>
            <th scope="col">{t('Cost')}</th>
            <th scope="col">{t('The other')}</th>
            <th scope="col">{t('Cost')}</th>
          </tr>
        </thead>
        <tbody>
          {steps.slice(0, limit).map(({ a, b }, i) => (
            <tr key={i} class={a && b ? '' : a ? 'only-a' : 'only-b'}>
              <td>{a ? `${a.step} ${a.name} ${a.target}` : ''}</td>
              <td>{a ? usdText(a.usd) : ''}</td>
              <td>{b ? `${b.step} ${b.name} ${b.target}` : ''}</td>
              <td>{b ? usdText(b.usd) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {steps.length > limit && (
        <vscode-button appearance="secondary" onClick={() => setLimit(limit + 1000)}>
          {t('Show more ({0} left)', steps.length - limit)}
        </vscode-button>
      )}
    </>
  );
}

/** Rounded down to a unit of money: for comparing groups of unequal size by eye. */
function perSession({ usd, paths }: ComparedSessions): string {
  return formatUsdExact(parseUsd(usd) / BigInt(Math.max(1, paths.length)));
}

function groupName({ by, name }: PanelComparison['groups'][number]): string {
  return by === 'bucket' ? partName(name as Parameters<typeof partName>[0]) : name;
}

function difference(a: string, b: string): string {
  const by = parseUsd(b) - parseUsd(a);
  if (by === ZERO) return '';
  return by > ZERO ? `+${usdText(formatUsdExact(by))}` : `−${usdText(formatUsdExact(-by))}`;
}

function signed(by: number): string {
  return by === 0 ? '' : by > 0 ? `+${by}` : `−${-by}`;
}

function groupsTable({ groups }: PanelComparison): Table {
  return {
    columns: [t('By'), t('What'), t('This session (USD)'), t('Count'), t('The other (USD)'), t('Count of the other')],
    rows: groups.map((group) => [group.by, groupName(group), group.a.usd, String(group.a.count), group.b.usd, String(group.b.count)]),
  };
}
