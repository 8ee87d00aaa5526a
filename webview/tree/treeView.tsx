import { useMemo, useState } from 'preact/hooks';
import type { Answers } from '../pageState.ts';
import { ExportMenu } from '../shared/exportMenu.tsx';
import { t } from '../text.ts';
import type { TraceIndex } from '../traceIndex.ts';
import { StepDetail } from './stepDetail.tsx';
import { StepTree } from './stepTree.tsx';
import { stepsTable } from './stepsTable.ts';
import { TreeFilters } from './treeFilters.tsx';
import { ancestorsOf, nodesAbove, openAtFirst, SHOW_ALL, treeRows, type TreeQuery } from './treeRows.ts';

interface TreeViewProps {
  index: TraceIndex;
  selected: number | undefined;
  onSelect: (node: number | undefined) => void;
  answers: Answers;
}

/** The path of execution: filters, the tree, and the chosen step in full. */
export function TreeView({ index, selected, onSelect, answers }: TreeViewProps) {
  const [query, setQuery] = useState<TreeQuery>(SHOW_ALL);
  // What a person opened or closed; a session that grows opens its new calls by itself.
  const [toggled, setToggled] = useState<ReadonlySet<number>>(new Set());
  const [basis, setBasis] = useState<number | undefined>();
  const open = useMemo(() => {
    const ids = basis === undefined ? openAtFirst(index) : nodesAbove(index, basis);
    for (const id of toggled) if (!ids.delete(id)) ids.add(id);
    if (selected !== undefined) for (const id of ancestorsOf(index, selected)) if (!toggled.has(id)) ids.add(id);
    return ids;
  }, [index, toggled, basis, selected]);
  const rows = useMemo(() => treeRows(index, query, open), [index, query, open]);

  const toggle = (id: number): void => {
    const next = new Set(toggled);
    if (!next.delete(id)) next.add(id);
    setToggled(next);
  };
  const openFrom = (share: number | undefined): void => {
    setToggled(new Set());
    setBasis(share);
  };
  const isThere = selected !== undefined && selected < index.trace.nodes.length;
  return (
    <div class={isThere ? 'steps with-detail' : 'steps'}>
      <TreeFilters
        index={index}
        query={query}
        onQuery={setQuery}
        onOpenFrom={openFrom}
        shown={rows.filter(({ matches }) => matches).length}
      >
        <ExportMenu name="steps" table={() => stepsTable(rows)} />
      </TreeFilters>
      {rows.length === 0 ? (
        <p class="hint" role="status">
          {t('No step is like that.')}
        </p>
      ) : (
        <StepTree index={index} rows={rows} selected={selected} onSelect={onSelect} onToggle={toggle} />
      )}
      {isThere && (
        <StepDetail
          key={selected}
          index={index}
          node={selected}
          detail={answers.detail?.node === selected ? answers.detail : undefined}
          refused={answers.refused.detail}
          onSelect={onSelect}
        />
      )}
    </div>
  );
}
