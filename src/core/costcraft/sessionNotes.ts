import type { CheckResult } from '../card/findings.ts';
import type { Usd } from '../card/traceCard.ts';
import type { BillCall, BillModel, BillRemoval, BillStep, BillThread } from '../cost/billModel.ts';
import { formatUsdExact, parseUsd } from '../session/money.ts';
import type { OutcomeResult } from '../session/session.ts';
import type { AdvicePart } from './adviceParts.ts';
import type { Pattern } from './candidate.ts';
import type { Evidence } from './patch.ts';
import type { SessionTraits } from './preserve/sessionTraits.ts';

/** Changes when the notes of a session would be others although nothing else has changed: whoever keeps notes keeps it beside them. */
export const NOTES_VERSION = 3;

/**
 * What is kept of a session for CostCraft once it has been analysed: what the analysts saw, and so much of its bill as it takes to say
 * what any set of these observations would have saved. JSON-safe, without references to the session, some thousandths of its size.
 */
export interface SessionNotes {
  id: string;
  /** Path of its main source. */
  path: string;
  startedAt?: number;
  /** Working folder, where the source tells: sessions of one folder belong to one project. */
  project?: string;
  outcome: OutcomeResult;
  /** What it is compared by. */
  traits: SessionTraits;
  usd: Usd;
  prices: string;
  sources: { path: string; lines: number }[];
  /** Number of steps by thread: '' is the main one, "12." that of the sub-agent that step 12 started. */
  steps: Record<string, number>;
  /** What one token more at the start of the main thread's prompts would have cost in all its calls. */
  tokenUsd: Usd;
  /** Names of the skills whose text it shows to have read, sorted. */
  skills: string[];
  /** Each once; the observations name them by index, as the checks. */
  patterns: Pattern[];
  checks: CheckResult[][];
  observations: NotedObservation[];
  /** Shell commands that succeeded, each form once, with how often it did: against rules that say that they do not. */
  successes: { command: CommandForm; count: number }[];
  bill: NotedBill;
  advice: AdvicePart[];
}

/** A command line as far as rules speak of such: words of the lists in vocabulary.ts only. */
export interface CommandForm {
  /** The longest known beginning: "git log". */
  family: string;
  /** Known ones, sorted. */
  options: string[];
}

/** One observation. Indices into `sources`, `patterns`, `checks` and the bill of its session's notes. */
export interface NotedObservation {
  pattern: number;
  /** Identity of the step: equal in two sessions where the one holds a copy of the other's past. */
  key: string;
  contradicts?: true;
  step: number;
  /** What stands before the numbers of its steps where they are a sub-agent's: "12." */
  thread?: string;
  evidence: { source: number; line: number; step: number; role: Evidence['role']; usd: Usd }[];
  /** Absent where the step is in no bill. */
  removals?: { low: BillRemoval; mid: BillRemoval; high: BillRemoval };
  checks: number;
  saving: Usd;
  extra?: Usd;
  /** Of the dearest few of its pattern in the session only: an argument tells one. */
  sentence?: string;
}

/** A bill model with its dollars as text. */
export interface NotedBill {
  steps: (Omit<BillStep, 'whole' | 'result'> & { whole: Usd; result: Usd })[];
  calls: (Omit<BillCall, 'readPrice'> & { readPrice: Usd })[];
  threads: BillThread[];
}

/** A bill as notes hold it. */
export function noteBill({ steps, calls, threads }: BillModel): NotedBill {
  return {
    steps: steps.map((step) => ({ ...step, whole: formatUsdExact(step.whole), result: formatUsdExact(step.result) })),
    calls: calls.map((call) => ({ ...call, readPrice: formatUsdExact(call.readPrice) })),
    threads,
  };
}

/** The bill of notes for the simulation. */
export function readBill({ steps, calls, threads }: NotedBill): BillModel {
  return {
    steps: steps.map((step) => ({ ...step, whole: parseUsd(step.whole), result: parseUsd(step.result) })),
    calls: calls.map((call) => ({ ...call, readPrice: parseUsd(call.readPrice) })),
    threads,
  };
}
