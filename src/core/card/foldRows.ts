import { ZERO, formatUsdExact } from '../session/money.ts';
import type { RowDraft } from './cardRows.ts';
import type { CardRow } from './traceCard.ts';

/** How many rows may stand alone; the rest is folded into groups. */
export interface FoldLimits {
  /** The dearest rows. */
  dear: number;
  /** Wasted and failed steps, dearest first. */
  flagged: number;
}

/** Kinds of steps that a group names before it says "other". */
const NAMED_KINDS = 4;

/** A session's rows with the orders in which folding asks for them: one list is folded several times, until the card fits. */
export interface RankedRows {
  /** In order of time. */
  rows: readonly RowDraft[];
  /** The dearest first, of equal ones the earlier. */
  dearest: readonly RowDraft[];
  dearestFlagged: readonly RowDraft[];
}

export function rankRows(rows: readonly RowDraft[]): RankedRows {
  const dearest = [...rows].sort((a, b) => (a.usd === b.usd ? 0 : a.usd > b.usd ? -1 : 1));
  return { rows, dearest, dearestFlagged: dearest.filter(({ flagged }) => flagged) };
}

/** Folds runs of unremarkable rows into one row each. Nothing is left out: the usd of the result add up to the same total. */
export function foldRows({ rows, dearest, dearestFlagged }: RankedRows, limits: FoldLimits): CardRow[] {
  const alone = new Set<RowDraft>(rows.filter(({ kind }) => kind === 'prefix'));
  for (const row of dearest.slice(0, limits.dear)) alone.add(row);
  for (const row of dearestFlagged.slice(0, limits.flagged)) alone.add(row);
  const folded: CardRow[] = [];
  let run: RowDraft[] = [];
  const close = (): void => {
    if (run.length === 1 && run[0]) folded.push(run[0].row);
    else if (run.length > 1) folded.push(group(run));
    run = [];
  };
  for (const row of rows) {
    if (alone.has(row)) {
      close();
      folded.push(row.row);
    } else {
      run.push(row);
    }
  }
  close();
  return folded;
}

function group(run: readonly RowDraft[]): CardRow {
  let usd = ZERO;
  let carry = ZERO;
  for (const row of run) {
    usd += row.usd;
    carry += row.carry;
  }
  const flags = flagsOf(run);
  return {
    step: rangeOf(run),
    kind: 'group',
    name: namesOf(run),
    usd: formatUsdExact(usd),
    ...(carry !== ZERO && { carry: formatUsdExact(carry) }),
    ...(flags.length > 0 && { flags }),
    count: run.length,
  };
}

/** From the first to the last numbered step; where there are fewer than two, the messages at the ends stand in for them. */
function rangeOf(run: readonly RowDraft[]): string {
  const isNumbered = ({ step }: RowDraft): boolean => typeof step === 'number';
  const [from, to] = [run.find(isNumbered)?.step, run.findLast(isNumbered)?.step];
  if (from !== to) return `${from}-${to}`;
  const [first, last, only] = [run[0]?.step, run.at(-1)?.step, from];
  // A lone step stands at one end, so that the range still names it.
  return only === undefined || only === first || only === last ? `${first}-${last}` : `${only}-${last}`;
}

function namesOf(run: readonly RowDraft[]): string {
  const counts = new Map<string, number>();
  for (const { kind, name: full } of run) {
    const name = kind === 'llm' ? 'llm' : full;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const named = sorted.slice(0, NAMED_KINDS).map(([name, count]) => `${count} ${name}`);
  const rest = sorted.slice(NAMED_KINDS).reduce((total, [, count]) => total + count, 0);
  return [...named, ...(rest > 0 ? [`${rest} other`] : [])].join(', ');
}

/** What is wrong in a group: the clusters its steps belong to and how many of them failed. */
function flagsOf(run: readonly RowDraft[]): string[] {
  const clusters = new Set<string>();
  let failed = 0;
  for (const { flags, status } of run) {
    for (const flag of flags) if (flag !== 'rewrite') clusters.add(flag);
    if (status === 'error' || status === 'aborted') failed++;
  }
  return [...clusters, ...(failed > 0 ? [`${failed} failed`] : [])];
}
