import type { VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { countText, durationText, shareText, usdText } from '../../src/protocol/formatFigures.ts';
import { VirtualList } from '../shared/virtualList.tsx';
import { t } from '../text.ts';
import { isFailed, shareOf, type TraceIndex } from '../traceIndex.ts';
import { remarksOf } from './remarks.ts';
import type { TreeRow } from './treeRows.ts';

/** Height of a row in pixels; panel.css has it too. */
const ROW_HEIGHT = 24;
const PAGE_ROWS = 20;

interface StepTreeProps {
  index: TraceIndex;
  rows: readonly TreeRow[];
  selected: number | undefined;
  onSelect: (node: number) => void;
  onToggle: (node: number) => void;
}

/** The rows as an ARIA tree grid: arrows move, right and left open and close, Home and End go to the ends. */
export function StepTree({ index, rows, selected, onSelect, onToggle }: StepTreeProps) {
  const at = rows.findIndex(({ node }) => node.id === selected);
  const goTo = (position: number): void => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, position))];
    if (row) onSelect(row.node.id);
  };
  const press = (event: KeyboardEvent): void => {
    const row = rows[at];
    const actions: Record<string, () => void> = {
      ArrowDown: () => goTo(at + 1),
      ArrowUp: () => goTo(at - 1),
      PageDown: () => goTo(at + PAGE_ROWS),
      PageUp: () => goTo(at - PAGE_ROWS),
      Home: () => goTo(0),
      End: () => goTo(rows.length - 1),
      ArrowRight: () => {
        if (row?.hasChildren && !row.expanded) onToggle(row.node.id);
        else if (row?.hasChildren) goTo(at + 1);
      },
      ArrowLeft: () => {
        if (row?.expanded) onToggle(row.node.id);
        else if (row && row.node.parent >= 0) onSelect(row.node.parent);
      },
      Enter: () => {
        if (row?.hasChildren) onToggle(row.node.id);
      },
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  // The handlers are other ones in each pass; the rows keep the first and follow the latest.
  const latest = useRef({ onSelect, onToggle });
  latest.current = { onSelect, onToggle };
  // A row that is the same element as before is not compared: a scroll makes the few that come into sight and no more.
  const made = useMemo(() => new Map<number, VNode>(), [index, rows, at]);
  const rowAt = (i: number): VNode => {
    const row = rows[i]!;
    const element = made.get(i) ?? (
      <Row
        key={row.node.id}
        index={index}
        row={row}
        rowIndex={i + 1}
        selected={i === at}
        onSelect={(node) => latest.current.onSelect(node)}
        onToggle={(node) => latest.current.onToggle(node)}
      />
    );
    made.set(i, element);
    return element;
  };
  return (
    <div class="tree">
      <div class="tree-head" aria-hidden="true">
        <span>{t('Step')}</span>
        <span>{t('What')}</span>
        <span class="number">{t('Own cost')}</span>
        <span class="number">{t('With below')}</span>
        <span class="number">{t('Share')}</span>
        <span class="number">{t('Tokens')}</span>
        <span class="number">{t('Time')}</span>
        <span>{t('Remarks')}</span>
      </div>
      <VirtualList
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        reveal={at}
        attributes={{
          class: 'tree-body',
          role: 'treegrid',
          tabIndex: 0,
          'aria-label': t('Steps of the session'),
          'aria-rowcount': rows.length,
          'aria-activedescendant': at >= 0 ? `row-${selected}` : undefined,
          onKeyDown: press,
          // Arriving by keyboard. A click takes its own row, which must not move away under the pointer before the button is up.
          onFocus: ({ currentTarget }: FocusEvent) => {
            if (at < 0 && (currentTarget as HTMLElement).matches(':focus-visible')) goTo(0);
          },
        }}
        renderRow={rowAt}
      />
    </div>
  );
}

interface RowProps extends Pick<StepTreeProps, 'index' | 'onSelect' | 'onToggle'> {
  row: TreeRow;
  rowIndex: number;
  selected: boolean;
}

function Row({ index, row, rowIndex, selected, onSelect, onToggle }: RowProps) {
  const { node, level, position, siblings, hasChildren, expanded, matches } = row;
  const share = shareOf(index, index.subtreeUsd[node.id] ?? 0);
  const ms = node.start !== undefined && node.end !== undefined ? node.end - node.start : undefined;
  const remarks = remarksOf(index, node).join(', ');
  return (
    <div
      id={`row-${node.id}`}
      role="row"
      class={`tree-row kind-${node.kind}${selected ? ' selected' : ''}${matches ? '' : ' path-only'}${isFailed(node) ? ' is-failed' : ''}`}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-rowindex={rowIndex}
      aria-selected={selected}
      {...(hasChildren && { 'aria-expanded': expanded })}
      onClick={() => onSelect(node.id)}
      onDblClick={() => {
        if (hasChildren) onToggle(node.id);
      }}
    >
      <span role="gridcell" class="step">
        {node.step}
      </span>
      <span
        role="gridcell"
        class="what"
        style={{ paddingLeft: `${(level - 1) * 16}px` }}
        title={[node.name, node.target].filter(Boolean).join(' ')}
      >
        <span
          class={hasChildren ? `twistie ${expanded ? 'open' : 'closed'}` : 'twistie'}
          aria-hidden="true"
          onClick={(event) => {
            if (!hasChildren) return;
            event.stopPropagation();
            onToggle(node.id);
          }}
        />
        <span class="name">{node.name}</span>
        <span class="target">{node.target}</span>
      </span>
      <span role="gridcell" class="number">
        {usdText(node.usd)}
      </span>
      <span role="gridcell" class="number">
        {hasChildren ? usdText(node.subtreeUsd) : ''}
      </span>
      <span role="gridcell" class="number share">
        <span class="heat" aria-hidden="true" style={{ width: `${Math.min(100, share * 100)}%` }} />
        <span>{shareText(share)}</span>
      </span>
      <span role="gridcell" class="number">
        {node.tokens > 0 ? countText(node.tokens) : ''}
      </span>
      <span role="gridcell" class="number">
        {ms !== undefined && ms > 0 ? durationText(ms) : ''}
      </span>
      <span role="gridcell" class="remarks" title={remarks}>
        {remarks}
      </span>
    </div>
  );
}
