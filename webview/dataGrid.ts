import { element } from './element.ts';

export interface GridColumn {
  title: string;
  /** CSS track size. */
  width: string;
  /** Numbers stand at the right edge. */
  number?: boolean;
}

/** A toolkit grid: rows of texts or elements. Cells are reached with the arrow keys. */
export function dataGrid(label: string, columns: readonly GridColumn[], rows: readonly (readonly (string | Node)[])[]): HTMLElement {
  const tracks = columns.map(({ width }) => width).join(' ');
  const cell = (content: string | Node, index: number, type?: string): HTMLElement =>
    element(
      'vscode-data-grid-cell',
      { 'grid-column': String(index + 1), 'cell-type': type, class: columns[index]?.number ? 'number' : undefined },
      content,
    );
  const header = element(
    'vscode-data-grid-row',
    { 'row-type': 'header', 'grid-template-columns': tracks },
    ...columns.map(({ title }, i) => cell(title, i, 'columnheader')),
  );
  const body = rows.map((row) =>
    element('vscode-data-grid-row', { 'grid-template-columns': tracks }, ...row.map((content, i) => cell(content, i))),
  );
  return element('vscode-data-grid', { 'generate-header': 'none', 'grid-template-columns': tracks, 'aria-label': label }, header, ...body);
}
