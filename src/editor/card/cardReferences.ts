import { stepRange } from '../../core/card/cardSteps.ts';
import type { CardInspection, InspectedRow } from '../../core/card/inspectCard.ts';

/** The row of a step: its own, else the group that holds it. */
export function rowOfStep(rows: readonly InspectedRow[], step: number | string): InspectedRow | undefined {
  const own = rows.find((row) => row.step === step);
  if (own || typeof step !== 'number') return own;
  return rows.find((row) => {
    const range = stepRange(row.step);
    return range !== undefined && range.from <= step && step <= range.to;
  });
}

/** The lines (1-based) of the rows of a cluster's steps, each once, in the cluster's order. */
export function linesOfCluster({ rows }: CardInspection, cluster: CardInspection['clusters'][number]): number[] {
  const lines = cluster.steps.map((step) => rowOfStep(rows, step)?.line).filter((line) => line !== undefined);
  return [...new Set(lines)];
}

/**
 * The line (1-based) that a word of a card refers to: the cluster that a flag of a row names, the row of a step that a cluster or a
 * failure names. Undefined for other words. Columns are 0-based.
 */
export function referenceAt(
  inspection: CardInspection,
  line: number,
  text: string,
  column: number,
): { line: number; start: number; end: number } | undefined {
  const start = text.slice(0, column).search(/\w*$/);
  const word = /^\w*/.exec(text.slice(start))?.[0] ?? '';
  const end = start + word.length;
  if (inspection.rows.some((row) => row.line === line)) {
    const cluster = inspection.clusters.find(({ id }) => id === word);
    return cluster && { line: cluster.line, start, end };
  }
  const isListed =
    inspection.clusters.some((cluster) => cluster.line === line) || inspection.failures.some((failure) => failure.line === line);
  const names = /(?:steps: \[[\d, ]*|step: |repaired_by: )$/.test(text.slice(0, start));
  if (!isListed || !names || !/^\d+$/.test(word)) return undefined;
  const row = rowOfStep(inspection.rows, Number(word));
  return row && { line: row.line, start, end };
}
