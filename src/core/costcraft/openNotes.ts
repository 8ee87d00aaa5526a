import type { CheckResult } from '../card/findings.ts';
import type { BillModel } from '../cost/billModel.ts';
import { parseUsd, type Money } from '../session/money.ts';
import { readBill, type SessionNotes } from './sessionNotes.ts';

/** Notes of a session with their dollars as money, for one run. */
export interface OpenNotes {
  notes: SessionNotes;
  usd: Money;
  tokenUsd: Money;
  bill: BillModel;
  /** The checks of an observation of these notes. */
  checksOf(observation: { checks: number }): CheckResult[];
}

/** The notes of a run, oldest session first; those of unknown time last. The order of the input does not show. */
export function openNotes(sessions: readonly SessionNotes[]): OpenNotes[] {
  return [...sessions].sort(bySession).map((notes) => ({
    notes,
    usd: parseUsd(notes.usd),
    tokenUsd: parseUsd(notes.tokenUsd),
    bill: readBill(notes.bill),
    checksOf: ({ checks }) => notes.checks[checks] ?? [],
  }));
}

function bySession(a: SessionNotes, b: SessionNotes): number {
  const started = (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity);
  if (started !== 0 && !Number.isNaN(started)) return started;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
