import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { Choice } from '../shared/choice.tsx';
import { t } from '../text.ts';
import type { TraceIndex } from '../traceIndex.ts';
import { isFiltered, SHOW_ALL, type TreeFlag, type TreeKind, type TreeQuery } from './treeRows.ts';

interface TreeFiltersProps {
  index: TraceIndex;
  query: TreeQuery;
  onQuery: (query: TreeQuery) => void;
  /** Opens what costs at least this share; undefined: as at first. */
  onOpenFrom: (share: number | undefined) => void;
  shown: number;
  children: ComponentChildren;
}

/** Search, filters, order, and how far the tree is opened. */
export function TreeFilters({ index, query, onQuery, onOpenFrom, shown, children }: TreeFiltersProps) {
  const tools = useMemo(
    () => [...new Set(index.trace.nodes.filter(({ kind }) => kind === 'tool' || kind === 'agent').map(({ name }) => name))].sort(),
    [index],
  );
  const change = (part: Partial<TreeQuery>): void => onQuery({ ...query, ...part });
  const shares: [string, string][] = [
    ['0', t('Any cost')],
    ['0.001', t('From 0.1 %')],
    ['0.01', t('From 1 %')],
    ['0.05', t('From 5 %')],
  ];
  return (
    <div class="filters" role="search">
      <vscode-text-field
        placeholder={t('Search steps')}
        value={query.text}
        onInput={(event) => change({ text: (event.target as HTMLInputElement).value })}
      >
        {t('Search steps')}
      </vscode-text-field>
      <Choice
        label={t('Kind')}
        value={query.kind}
        options={[
          ['any', t('All kinds')],
          ['llm', t('Model calls')],
          ['tool', t('Tools')],
          ['agent', t('Sub-agents')],
          ['user', t('Messages')],
          ['compaction', t('Compactions')],
        ]}
        onChoose={(kind) => change({ kind: kind as TreeKind })}
      />
      <Choice
        label={t('Flag')}
        value={query.flag}
        options={[
          ['any', t('All steps')],
          ['wasted', t('Not needed')],
          ['failed', t('Failed')],
          ['rewrite', t('Cache re-writes')],
        ]}
        onChoose={(flag) => change({ flag: flag as TreeFlag })}
      />
      <Choice
        label={t('Tool')}
        value={query.tool}
        options={[['', t('All tools')], ...tools.map((tool): [string, string] => [tool, tool])]}
        onChoose={(tool) => change({ tool })}
      />
      <Choice
        label={t('Least cost')}
        value={String(query.minShare)}
        options={shares}
        onChoose={(share) => change({ minShare: Number(share) })}
      />
      <Choice
        label={t('Order')}
        value={query.sort}
        options={[
          ['time', t('By time')],
          ['cost', t('By cost')],
        ]}
        onChoose={(sort) => change({ sort: sort as TreeQuery['sort'] })}
      />
      <Choice
        label={t('Open')}
        value=""
        options={[
          ['', t('Expand to…')],
          ['calls', t('Model calls')],
          ['0', t('Everything')],
          ['0.01', t('Steps from 1 %')],
          ['0.05', t('Steps from 5 %')],
          ['2', t('Nothing')],
        ]}
        onChoose={(share) => onOpenFrom(share === 'calls' || share === '' ? undefined : Number(share))}
      />
      {isFiltered(query) && (
        <>
          <span class="hint" role="status">
            {shown === 1 ? t('1 step') : t('{0} steps', shown)}
          </span>
          <vscode-button appearance="secondary" onClick={() => onQuery({ ...SHOW_ALL, sort: query.sort })}>
            {t('Clear Filters')}
          </vscode-button>
        </>
      )}
      {children}
    </div>
  );
}
