import { useEffect, useRef, useState } from 'preact/hooks';
import { formatUsdExact, parseUsd } from '../../src/core/session/money.ts';
import { boundedUsdText, shareText, usdNumber, usdText } from '../../src/protocol/formatFigures.ts';
import type { PanelCluster, WhatIf, WhatIfBill } from '../../src/protocol/panelTrace.ts';
import { send } from '../host.ts';
import type { Answers } from '../pageState.ts';
import { Choice } from '../shared/choice.tsx';
import { ExportMenu } from '../shared/exportMenu.tsx';
import { t } from '../text.ts';
import type { TraceIndex } from '../traceIndex.ts';
import { StepChoices } from './stepChoices.tsx';

const NOTHING: WhatIf = { nodes: [], clusters: [], batchReads: false };

interface WhatIfViewProps {
  index: TraceIndex;
  answers: Answers;
  models: readonly string[];
}

/** Ticks steps, clusters and habits away and shows the bill as it would have been. */
export function WhatIfView({ index, answers, models }: WhatIfViewProps) {
  const [change, setChange] = useState<WhatIf>(NOTHING);
  const asked = useRef(0);
  useEffect(() => {
    asked.current++;
    send({ type: 'whatIf', id: asked.current, change });
  }, [change, index]);
  // While the next bill is on its way, the last one stays.
  const { whatIf: answer, refused } = answers;
  const update = (part: Partial<WhatIf>): void => setChange({ ...change, ...part });
  const kinds = [...new Set(index.trace.clusters.map(({ kind }) => kind))].sort();
  return (
    <div class="what-if">
      <Bill
        bill={answer?.bill}
        lowerBound={index.trace.summary.lowerBound}
        refused={refused.whatIf}
        change={change}
        onReset={() => setChange(NOTHING)}
      />
      <div class="choices">
        <fieldset>
          <legend>{t('Habits')}</legend>
          <label>
            {t('Cut results to at most')}
            <input
              type="number"
              min={0}
              step={100}
              value={change.capTokens ?? ''}
              placeholder={t('no limit')}
              onInput={({ currentTarget }) => setChange(withCap(change, currentTarget.value))}
            />
            {t('tokens')}
          </label>
          <vscode-checkbox
            checked={change.batchReads}
            onChange={(event) => {
              const { checked } = event.target as HTMLInputElement;
              if (checked !== change.batchReads) update({ batchReads: checked });
            }}
          >
            {t('Ask for reads that follow each other together')}
          </vscode-checkbox>
          <label>
            {t('Model')}
            <Choice
              label={t('Model')}
              value={change.model ?? ''}
              options={[['', t('as it was')], ...models.map((model) => [model, model] as const)]}
              onChoose={(model) => setChange(withModel(change, model))}
            />
          </label>
        </fieldset>
        <fieldset>
          <legend>{t('Redundant steps')}</legend>
          {kinds.length === 0 && <p class="hint">{t('None was found.')}</p>}
          {kinds.map((kind) => (
            <ClusterChoices
              key={kind}
              kind={kind}
              clusters={index.trace.clusters.filter((cluster) => cluster.kind === kind)}
              chosen={change.clusters}
              onChoose={(clusters) => update({ clusters })}
            />
          ))}
        </fieldset>
        <StepChoices index={index} chosen={change.nodes} onChoose={(nodes) => update({ nodes })} />
      </div>
      <ExportMenu
        name="what-if"
        table={() => ({
          columns: [t('Bill'), t('USD')],
          rows: answer
            ? [
                [t('As it was'), answer.bill.before],
                [t('As it would have been'), answer.bill.after.mid],
                [t('At least'), answer.bill.after.low],
                [t('At most'), answer.bill.after.high],
              ]
            : [],
        })}
      />
    </div>
  );
}

interface BillProps {
  bill: WhatIfBill | undefined;
  /** Whether calls of the session are missing from its bill, and so from every other that is made of it. */
  lowerBound: boolean;
  refused: string | undefined;
  change: WhatIf;
  onReset: () => void;
}

function Bill({ bill, lowerBound, refused, change, onReset }: BillProps) {
  if (refused !== undefined)
    return (
      <p class="failed" role="alert">
        {refused}
      </p>
    );
  if (!bill) return <p class="hint">{t('Computing…')}</p>;
  const { before, after } = bill;
  const saved = formatUsdExact(parseUsd(before) - parseUsd(after.mid));
  const share = usdNumber(before) > 0 ? usdNumber(saved) / usdNumber(before) : 0;
  const width = usdNumber(before) > 0 ? Math.max(0, Math.min(100, (usdNumber(after.mid) / usdNumber(before)) * 100)) : 0;
  return (
    <div class="bill">
      <dl class="figures" aria-live="polite">
        <div>
          <dt>{t('As it was')}</dt>
          <dd>{boundedUsdText(before, lowerBound)}</dd>
        </div>
        <div>
          <dt>{t('As it would have been')}</dt>
          <dd>{boundedUsdText(after.mid, lowerBound)}</dd>
        </div>
        <div>
          <dt>{usdNumber(saved) >= 0 ? t('Saved') : t('Dearer by')}</dt>
          <dd>{`${usdText(usdNumber(saved) >= 0 ? saved : saved.slice(1))} · ${shareText(Math.abs(share))}`}</dd>
        </div>
        {after.low !== after.high && (
          <div title={t('A round trip may go with the steps it was made for, or be needed for others.')}>
            <dt>{t('Between')}</dt>
            <dd>{`${usdText(after.low)} – ${usdText(after.high)}`}</dd>
          </div>
        )}
      </dl>
      <div class="bar" aria-hidden="true">
        <div class="segment part-0" style={{ flexGrow: width }} />
        <div class="segment rest" style={{ flexGrow: 100 - width }} />
      </div>
      <ul class="assumptions">
        {assumptions(bill, change).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <div class="actions">
        <vscode-button appearance="primary" onClick={() => send({ type: 'distill' })}>
          {t('Distill Skill')}
        </vscode-button>
        <vscode-button appearance="secondary" onClick={onReset}>
          {t('Reset')}
        </vscode-button>
      </div>
    </div>
  );
}

/** What the simulated bill takes for granted, as far as it matters for what was ticked. */
function assumptions(bill: WhatIfBill, change: WhatIf): string[] {
  const texts: string[] = [];
  if (bill.removed > 0) texts.push(t('{0} steps are left out; everything else is done as it was.', bill.removed));
  if (bill.capped > 0) texts.push(t('{0} results are shorter; what was cut is taken for not needed.', bill.capped));
  if (change.batchReads) texts.push(t('{0} round trips are saved, if the agent could have known what to ask for.', bill.batched));
  if (change.model !== undefined) texts.push(t('{0} is taken to use the same tokens and to do as well.', change.model));
  if (bill.unpricedCalls > 0) texts.push(t('{0} calls have no known price with that model and keep their own.', bill.unpricedCalls));
  return texts.length > 0 ? texts : [t('Nothing is ticked: this is the bill as it was.')];
}

interface ClusterChoicesProps {
  kind: string;
  clusters: readonly PanelCluster[];
  chosen: readonly string[];
  onChoose: (chosen: string[]) => void;
}

function ClusterChoices({ kind, clusters, chosen, onChoose }: ClusterChoicesProps) {
  const ids = clusters.map(({ id }) => id);
  const all = ids.every((id) => chosen.includes(id));
  const set = (some: readonly string[], on: boolean): void => {
    const rest = chosen.filter((id) => !some.includes(id));
    onChoose(on ? [...rest, ...some] : rest);
  };
  return (
    <details>
      <summary>
        <input
          type="checkbox"
          aria-label={t('All of kind {0}', kind)}
          checked={all}
          onChange={({ currentTarget }) => set(ids, currentTarget.checked)}
        />
        {t('{0}: {1}', kind, clusters.length)}
      </summary>
      <ul>
        {clusters.map(({ id, class: of, usd, proof }) => (
          <li key={id}>
            <label>
              <input type="checkbox" checked={chosen.includes(id)} onChange={({ currentTarget }) => set([id], currentTarget.checked)} />
              {`${usdText(usd)} · ${of === 'proven' ? t('proven') : t('likely')} · ${proof}`}
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}

function withCap({ capTokens: _, ...rest }: WhatIf, text: string): WhatIf {
  const tokens = Number(text);
  return text.trim() === '' || !Number.isSafeInteger(tokens) || tokens < 0 ? rest : { ...rest, capTokens: tokens };
}

function withModel({ model: _, ...rest }: WhatIf, model: string): WhatIf {
  return model === '' ? rest : { ...rest, model };
}
