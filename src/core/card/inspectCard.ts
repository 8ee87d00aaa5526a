import type { TextProblem } from '../session/textProblem.ts';
import type { CardRow, RowKind, Usd } from './traceCard.ts';

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
  clusters: { line: number; id: string; kind: string; class: string; steps: number[]; usd: Usd; proof: string }[];
  failures: { line: number; step: number; error: string; repairedBy?: number }[];
  total?: Usd;
  bound?: 'exact' | 'at least';
  avoidable?: Usd;
  source?: { path: string; format: string; sha256: string };
}
