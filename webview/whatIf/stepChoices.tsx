import { useState } from 'preact/hooks';
import { usdText } from '../../src/protocol/formatFigures.ts';
import { t } from '../text.ts';
import type { TraceIndex } from '../traceIndex.ts';

/** Steps offered at first. */
const MANY = 30;

interface StepChoicesProps {
  index: TraceIndex;
  chosen: readonly number[];
  onChoose: (chosen: number[]) => void;
}

/** The tool steps, dearest first, each with a box to tick it away. */
export function StepChoices({ index, chosen, onChoose }: StepChoicesProps) {
  const [limit, setLimit] = useState(MANY);
  const [text, setText] = useState('');
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const steps = index.trace.nodes
    .filter(({ kind }) => kind === 'tool' || kind === 'agent')
    .filter(({ step, name, target }) => words.every((word) => `${step} ${name} ${target}`.toLowerCase().includes(word)))
    .sort((a, b) => (index.subtreeUsd[b.id] ?? 0) - (index.subtreeUsd[a.id] ?? 0) || a.id - b.id);
  return (
    <fieldset class="step-choices">
      <legend>{t('Steps, dearest first')}</legend>
      <vscode-text-field
        placeholder={t('Search steps')}
        value={text}
        onInput={(event) => setText((event.target as HTMLInputElement).value)}
      >
        {t('Search steps')}
      </vscode-text-field>
      <ul>
        {steps.slice(0, limit).map(({ id, step, name, target, subtreeUsd }) => (
          <li key={id}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={({ currentTarget }) => onChoose(currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id))}
              />
              <span class="figure">{usdText(subtreeUsd)}</span>
              <span class="step-name">{`${step} ${name} ${target}`}</span>
            </label>
          </li>
        ))}
      </ul>
      {steps.length > limit && (
        <vscode-button appearance="secondary" onClick={() => setLimit(limit + 200)}>
          {t('Show more ({0} left)', steps.length - limit)}
        </vscode-button>
      )}
    </fieldset>
  );
}
