export interface Column {
  title: string;
  align: 'left' | 'right';
  /** This column gives way when the table is wider than it may be: it is shortened in the middle, down to `least` characters. */
  least?: number;
}

const GAP = '  ';

/** Lines of a table with aligned columns: the head, then the rows. No line is longer than `width` as long as `least` allows it. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const widths = columns.map((column, i) => Math.max(column.title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  let over = widths.reduce((sum, each) => sum + each, 0) + GAP.length * (columns.length - 1) - width;
  columns.forEach((column, i) => {
    if (column.least === undefined || over <= 0) return;
    const narrower = Math.max(column.least, (widths[i] ?? 0) - over);
    over -= (widths[i] ?? 0) - narrower;
    widths[i] = narrower;
  });
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, i) => {
        const text = shortenMiddle(cells[i] ?? '', widths[i] ?? 0);
        return column.align === 'left' ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0);
      })
      .join(GAP)
      .trimEnd();
  return [line(columns.map((column) => column.title)), ...rows.map(line)];
}

/** Keeps the end, which tells paths apart, and a little of the beginning. */
export function shortenMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  if (width <= 1) return '…'.slice(0, width);
  const head = Math.floor((width - 1) / 3);
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`;
}
