/** A table of texts, ready to leave the page. */
export interface Table {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

/** RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe: a trace's text must not compute. */
export function toCsv({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n';
}

function csvCell(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) || /^-(?!\d)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A GitHub table. Everything in a cell is escaped: the text of a trace stays text. */
export function toMarkdown({ columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownCell).join(' | ')} |`;
  return [line(columns), `|${columns.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n') + '\n';
}

function markdownCell(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&!]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}
