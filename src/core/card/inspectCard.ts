import type { TextProblem } from '../session/textProblem.ts';
import { formatUsdExact } from '../session/money.ts';
import { asList, asRecord } from './checkCard.ts';
import { moneyOf } from './checkSums.ts';
import { readCardText, type CardPath } from './readCardText.ts';
import type { CardRow, RowKind, StepLabel, Usd } from './traceCard.ts';
import { problemsOf } from './validateCard.ts';

/** A row of the step list with its place in the text. Lines are 1-based. */
export interface InspectedRow {
  line: number;
  step: number | string;
  kind: RowKind;
  name: string;
  target?: string;
  usd: Usd;
  /** Share of the card's total, 0 to 1; 0 when the total is 0. */
  share: number;
  carry?: Usd;
  tokens?: number;
  flags: string[];
  status?: CardRow['status'];
  at?: string;
}

/** What an editor needs to know about the text of a card, however broken. */
export interface CardInspection {
  problems: TextProblem[];
  rows: InspectedRow[];
  clusters: {
    line: number;
    id: string;
    kind: string;
    class: string;
    steps: StepLabel[];
    usd: Usd;
    proof: string;
  }[];
  failures: {
    line: number;
    step: StepLabel;
    error: string;
    repairedBy?: StepLabel;
  }[];
  total?: Usd;
  bound?: 'exact' | 'at least';
  avoidable?: Usd;
  /** The file that the card was made from; `line` is where the card names it. */
  source?: { path: string; format: string; sha256: string; bytes?: number; line: number };
  /** The parts of the card in order: key, first and last line. */
  sections: { key: string; line: number; endLine: number }[];
}

/** Finds the rows, clusters and failures of a card's text and everything that is wrong with it. Never throws; broken parts are left out. */
export function inspectCard(text: string): CardInspection {
  const read = readCardText(text);
  const card = asRecord(read.exact);
  const cost = asRecord(card['cost']);
  const total = usdOf(cost['usd']);
  const lineOf = (path: CardPath): number => read.locate(path).start.line;
  const source = asRecord(asRecord(card['session'])['source']);
  const inspection: CardInspection = {
    problems: problemsOf(read),
    rows: asList(card['steps']).flatMap((value, i) => inspectRow(asRecord(value), lineOf(['steps', i]), total)),
    clusters: asList(card['redundancy']).flatMap((value, i) => {
      const { id, kind, class: of, steps, proof, usd } = asRecord(value);
      const amount = usdOf(usd);
      if (typeof id !== 'string' || amount === undefined) return [];
      const numbers = asList(steps).filter(isLabel);
      return [
        { line: lineOf(['redundancy', i]), id, kind: textOf(kind), class: textOf(of), steps: numbers, usd: amount, proof: textOf(proof) },
      ];
    }),
    failures: asList(card['failures']).flatMap((value, i) => {
      const { step, error, repaired_by: repair } = asRecord(value);
      if (!isLabel(step)) return [];
      return [{ line: lineOf(['failures', i]), step, error: textOf(error), ...(isLabel(repair) && { repairedBy: repair }) }];
    }),
    sections: Object.keys(card).map((key) => {
      const { start } = read.locate([key], true);
      const { end } = read.locate([key]);
      // A block ends at the beginning of the line behind it.
      return { key, line: start.line, endLine: Math.max(start.line, end.column > 1 ? end.line : end.line - 1) };
    }),
  };
  const avoidable = usdOf(cost['avoidable_usd']);
  if (total !== undefined) inspection.total = total;
  if (cost['bound'] === 'exact' || cost['bound'] === 'at least') inspection.bound = cost['bound'];
  if (avoidable !== undefined) inspection.avoidable = avoidable;
  if (typeof source['path'] === 'string') {
    inspection.source = {
      path: source['path'],
      format: textOf(source['format']),
      sha256: textOf(source['sha256']),
      ...(typeof source['bytes'] === 'number' && { bytes: source['bytes'] }),
      line: lineOf(['session', 'source']),
    };
  }
  return inspection;
}

const KINDS = new Set<unknown>(['prefix', 'user', 'compaction', 'llm', 'tool', 'agent', 'group'] satisfies RowKind[]);
const STATUSES = new Set<unknown>([
  'error',
  'aborted',
  'rejected',
  'cancelled',
  'expected',
  'running',
  'unknown',
] satisfies CardRow['status'][]);

function inspectRow(row: { [key: string]: unknown }, line: number, total: Usd | undefined): InspectedRow[] {
  const { step, kind, name, target, tokens, flags, status, at } = row;
  const usd = usdOf(row['usd']);
  const carry = usdOf(row['carry']);
  if ((typeof step !== 'number' && typeof step !== 'string') || usd === undefined || !KINDS.has(kind)) return [];
  const whole = total === undefined ? 0 : Number(total);
  return [
    {
      line,
      step,
      kind: kind as RowKind,
      name: textOf(name),
      ...(typeof target === 'string' && { target }),
      usd,
      share: whole > 0 ? Math.min(1, Math.max(0, Number(usd) / whole)) : 0,
      ...(carry !== undefined && { carry }),
      ...(typeof tokens === 'number' && { tokens }),
      flags: asList(flags).filter((flag) => typeof flag === 'string'),
      ...(STATUSES.has(status) && { status: status as NonNullable<CardRow['status']> }),
      ...(typeof at === 'string' && { at }),
    },
  ];
}

function isLabel(step: unknown): step is StepLabel {
  return typeof step === 'number' || typeof step === 'string';
}

/** Amounts that cannot be read are left out; the schema has already named them. */
function usdOf(value: unknown): Usd | undefined {
  const amount = moneyOf(value);
  return amount === undefined ? undefined : formatUsdExact(amount);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
