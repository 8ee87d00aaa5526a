/** A problem in a text a person edits. Lines and columns are 1-based, columns count UTF-16 units, the end is exclusive. */
export interface TextProblem {
  message: string;
  severity: 'error' | 'warning' | 'info';
  code: string;
  start: { line: number; column: number };
  end: { line: number; column: number };
  /** For a problem of data: where the data is, or where it should be and is missing. */
  path?: readonly (string | number)[];
}
