import { t } from '../text.ts';
import type { Table } from '../shared/exportTable.ts';
import type { TreeRow } from './treeRows.ts';

/** The rows as they stand, with exact figures. */
export function stepsTable(rows: readonly TreeRow[]): Table {
  return {
    columns: [t('Step'), t('Kind'), t('Name'), t('What'), t('Own cost (USD)'), t('With below (USD)'), t('Tokens'), t('Status')],
    rows: rows.map(({ node }) => [
      node.step,
      node.kind,
      node.name,
      node.target,
      node.usd,
      node.subtreeUsd,
      node.tokens > 0 ? String(node.tokens) : '',
      node.status ?? '',
    ]),
  };
}
