import { useEffect } from 'preact/hooks';
import { countText, durationText, shareText, usdNumber, usdText } from '../../src/protocol/formatFigures.ts';
import type { PanelDetail, PanelNode } from '../../src/protocol/panelTrace.ts';
import { send } from '../host.ts';
import { t } from '../text.ts';
import { shareOf, type TraceIndex } from '../traceIndex.ts';
import { CarryChart } from './carryChart.tsx';
import { remarksOf } from './remarks.ts';

interface StepDetailProps {
  index: TraceIndex;
  node: number;
  /** Absent until the answer is there. */
  detail: PanelDetail | undefined;
  refused: string | undefined;
  onSelect: (node: number | undefined) => void;
}

/** One step in full: its cost by bucket, what it was asked and what it gave, and what it cost later calls. */
export function StepDetail({ index, node: id, detail, refused, onSelect }: StepDetailProps) {
  const node = index.trace.nodes[id] as PanelNode;
  const { usd } = node;
  // Asked again when the session has grown: the answer may have come meanwhile.
  useEffect(() => send({ type: 'detail', node: id }), [id, index]);
  return (
    <aside class="detail" aria-label={t('Step {0}', node.step)}>
      <div class="detail-head">
        <h2>{node.step === '0' ? node.name : `${node.step} · ${node.name}`}</h2>
        <button type="button" class="close" aria-label={t('Close')} title={t('Close')} onClick={() => onSelect(undefined)}>
          ×
        </button>
      </div>
      {node.target && <p class="target">{node.target}</p>}
      {remarksOf(index, node).map((remark) => (
        <p key={remark} class="remark">
          {remark}
        </p>
      ))}
      {node.clusters.map((clusterId) => {
        const cluster = index.clusters.get(clusterId);
        return cluster && <p key={clusterId} class="proof">{`${cluster.proof} (${usdText(cluster.usd)})`}</p>;
      })}
      <table class="buckets">
        <caption class="hidden">{t('Cost of this step')}</caption>
        <tbody>
          {bucketsOf(node).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{usdText(value)}</td>
            </tr>
          ))}
          <tr class="sum">
            <th scope="row">{t('Own cost')}</th>
            <td>{`${usdText(usd)} · ${shareText(shareOf(index, usdNumber(usd)))}`}</td>
          </tr>
          {node.subtreeUsd !== usd && (
            <tr>
              <th scope="row">{t('With everything below')}</th>
              <td>{usdText(node.subtreeUsd)}</td>
            </tr>
          )}
          {node.tokens > 0 && (
            <tr>
              <th scope="row">{t('Tokens in the prompt')}</th>
              <td>{countText(node.tokens)}</td>
            </tr>
          )}
          {node.start !== undefined && node.end !== undefined && node.end > node.start && (
            <tr>
              <th scope="row">{t('Took')}</th>
              <td>{durationText(node.end - node.start)}</td>
            </tr>
          )}
          {detail?.price !== undefined && (
            <tr>
              <th scope="row">{t('Price')}</th>
              <td>{detail.price}</td>
            </tr>
          )}
        </tbody>
      </table>
      {detail?.tokens && (
        <p class="hint">
          {[
            t('{0} uncached', countText(detail.tokens.input)),
            t('{0} cache read', countText(detail.tokens.cacheRead)),
            t('{0} cache write', countText(detail.tokens.cacheWrite5m + detail.tokens.cacheWrite1h)),
            t('{0} output', countText(detail.tokens.output)),
          ].join(', ')}
        </p>
      )}
      {detail && detail.carry.length > 0 && <CarryChart index={index} node={node} carry={detail.carry} onSelect={onSelect} />}
      <div class="actions">
        {node.line !== undefined && (
          <vscode-button appearance="secondary" onClick={() => send({ type: 'openSource', line: node.line! })}>
            {t('Open Record')}
          </vscode-button>
        )}
        <vscode-button appearance="secondary" onClick={() => send({ type: 'openCard', step: node.step })}>
          {t('Show in TraceCard')}
        </vscode-button>
      </div>
      {!detail && refused === undefined && <p class="hint">{t('Loading…')}</p>}
      {!detail && refused !== undefined && (
        <p class="failed" role="alert">
          {refused}
        </p>
      )}
      {detail?.texts
        .filter(({ text }) => text !== '')
        .map(({ name, text, chars }) => (
          <section key={name} class="text">
            <h3>{textName(name)}</h3>
            <pre tabIndex={0}>{text}</pre>
            {chars > text.length && <p class="hint">{t('The first {0} of {1} characters.', countText(text.length), countText(chars))}</p>}
          </section>
        ))}
    </aside>
  );
}

function bucketsOf(node: PanelNode): [string, string][] {
  const buckets: [string, string][] = [
    [t('Written by the model'), node.outputUsd],
    [t('First time in a prompt'), node.entryUsd],
    [node.carriedBy > 0 ? t('Carried by {0} later calls', node.carriedBy) : t('Carried on'), node.carryUsd],
    [t('Fees'), node.feesUsd],
  ];
  return buckets.filter(([, usd]) => usdNumber(usd) > 0);
}

function textName(name: PanelDetail['texts'][number]['name']): string {
  switch (name) {
    case 'arguments':
      return t('Arguments');
    case 'result':
      return t('Result');
    case 'answer':
      return t('Answer');
    case 'message':
      return t('Message');
    case 'error':
      return t('Error');
  }
}
