import { hashText } from '../session/normalizeResult.ts';
import type { Lane, Patch } from './patch.ts';

export const LEDGER_FILE = '.clawtrace/ledger.jsonl';
const VERSION = 1;

export type Decision = 'accept' | 'edit' | 'reject' | 'retire';

/** Why a person turned a patch down: from a fixed list, so that the ledger stays free of content. */
export const REJECT_REASONS = ['wrong', 'not-general', 'not-worth-it', 'known', 'unsafe', 'other'] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/**
 * One decision about one patch. Free of content: hashes, counts, names from our own lists and dollars, so that the ledger can be committed.
 * The rule's text itself stands in the skill.
 */
export interface LedgerRecord {
  v: typeof VERSION;
  patch: string;
  lane: Lane;
  detector: string;
  /** "edit": accepted with the user's own wording. */
  decision: Decision;
  /** Of a rejection, where the person gave one. */
  reason?: RejectReason;
  /** Hash of the rule as it now stands in the skill; of the proposal where it was rejected or retired. */
  rule: string;
  /** Hash of the skill's text that the decision was made on. */
  base: string;
  /** The skill, relative to the workspace, with forward slashes. */
  file: string;
  saving: { low: string; mid: string; high: string; ruleCost: string; net: string };
  verdict: Patch['verdict'];
  support: { sessions: number; instances: number };
  /** Hashes of the ids of the sessions that were read, sorted. */
  sessions: string[];
  prices: string;
  /** ISO 8601, UTC. */
  at: string;
}

export interface DecisionFacts {
  decision: Decision;
  reason?: RejectReason;
  /** The rule as it stands after the decision. */
  finalRule: string;
  baseHash: string;
  file: string;
  sessionIds: readonly string[];
  /** Milliseconds since the epoch: the core has no clock. */
  at: number;
}

export function toLedgerRecord(patch: Patch, facts: DecisionFacts): LedgerRecord {
  const { low, mid, high, ruleCost, net, prices } = patch.saving;
  return {
    v: VERSION,
    patch: patch.id,
    lane: patch.lane,
    detector: patch.pattern.detector,
    decision: facts.decision,
    ...(facts.reason !== undefined && { reason: facts.reason }),
    rule: hashText(facts.finalRule),
    base: facts.baseHash,
    file: facts.file,
    saving: { low, mid, high, ruleCost, net },
    verdict: patch.verdict,
    support: { ...patch.support },
    sessions: [...new Set(facts.sessionIds.map(hashText))].sort(),
    prices,
    at: new Date(facts.at).toISOString(),
  };
}

/** One line of the file, with its line end. */
export function formatLedgerRecord(record: LedgerRecord): string {
  return `${JSON.stringify(record)}\n`;
}

export interface Ledger {
  records: LedgerRecord[];
  /** 1-based numbers of lines that are no record of ours: kept in the file, not used. */
  damaged: number[];
}

/** Reads a ledger as far as it can be read: a damaged or foreign line costs that line only. */
export function readLedger(text: string): Ledger {
  const ledger: Ledger = { records: [], damaged: [] };
  text.split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === '') return;
    try {
      const value: unknown = JSON.parse(i === 0 ? line.replace(/^\uFEFF/, '') : line);
      if (isRecord(value)) ledger.records.push(value);
      else ledger.damaged.push(i + 1);
    } catch {
      ledger.damaged.push(i + 1);
    }
  });
  return ledger;
}

/**
 * Patches whose last decision for this file was a rejection, as "id#sessions": how many sessions spoke for it then, so that it comes back
 * only with new evidence. `file` as in the records.
 */
export function rejectedIds(records: readonly LedgerRecord[], file: string): string[] {
  const last = new Map<string, LedgerRecord>();
  for (const record of records) if (record.file === file) last.set(record.patch, record);
  return [...last.values()]
    .filter((record) => record.decision === 'reject')
    .map((record) => `${record.patch}#${record.support.sessions}`)
    .sort();
}

function isRecord(value: unknown): value is LedgerRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<Record<keyof LedgerRecord, unknown>>;
  const { support } = record as { support?: { sessions?: unknown; instances?: unknown } };
  return (
    record.v === VERSION &&
    typeof record.patch === 'string' &&
    typeof record.file === 'string' &&
    typeof record.rule === 'string' &&
    ['accept', 'edit', 'reject', 'retire'].includes(record.decision as string) &&
    typeof support?.sessions === 'number' &&
    typeof support.instances === 'number'
  );
}
