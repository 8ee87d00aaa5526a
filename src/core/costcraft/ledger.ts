import { hashText } from '../session/normalizeResult.ts';
import type { Lane, Patch } from './patch.ts';

export const LEDGER_FILE = '.clawtrace/ledger.jsonl';
const VERSION = 1;

/** "edit": accepted with the user's own wording. "purge": retired because a session that spoke for it is not trusted any more. */
const DECISIONS = ['accept', 'edit', 'reject', 'retire', 'purge'] as const;
export type Decision = (typeof DECISIONS)[number];

/** Why a person turned a patch down. */
export type RejectReason = 'wrong' | 'not-general' | 'not-worth-it' | 'known' | 'unsafe' | 'other';

/**
 * One decision about one patch. Free of content: hashes, counts, names from our own lists and dollars, so that the ledger can be committed.
 * The rule's text itself stands in the skill.
 */
export interface LedgerRecord {
  v: typeof VERSION;
  patch: string;
  lane: Lane;
  detector: string;
  decision: Decision;
  /** For a rejection: the person's reason, where one was given. */
  reason?: RejectReason;
  /** Hash of the rule as it now stands in the skill; of the proposal where it was rejected, of what stood there where it was retired. */
  rule: string;
  /** Hash of the skill's text that the decision was made on. */
  base: string;
  /** The skill, relative to the workspace, with forward slashes. */
  file: string;
  /** Absent, as the verdict, in the record of a retired rule whose acceptance the ledger does not hold. */
  saving?: { low: string; mid: string; high: string; ruleCost: string; net: string };
  verdict?: Patch['verdict'];
  support: { sessions: number; instances: number };
  /** Hashes of the ids of the sessions that spoke for it, sorted. Absent in records of before there was such a list. */
  supporting?: string[];
  /** Hashes of the ids of the sessions that were read, sorted. */
  sessions: string[];
  /** For a purge: hash of the id of the session that is not trusted. */
  purged?: string;
  prices?: string;
  /** ISO 8601, UTC. */
  at: string;
}

export interface DecisionFacts {
  decision: Decision;
  /** The rule as it stands after the decision. */
  finalRule: string;
  baseHash: string;
  file: string;
  /** Ids of the sessions that were read. */
  sessionIds: readonly string[];
  reason?: RejectReason;
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
    ...(facts.reason && { reason: facts.reason }),
    rule: hashText(facts.finalRule),
    base: facts.baseHash,
    file: facts.file,
    saving: { low, mid, high, ruleCost, net },
    verdict: patch.verdict,
    support: { sessions: patch.support.sessions, instances: patch.support.instances },
    supporting: hashesOf(patch.support.sessionIds),
    sessions: hashesOf(facts.sessionIds),
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

/** A patch that was turned down, with what spoke for it then, so that it comes back only with new evidence. */
export interface Rejection {
  id: string;
  /** How many sessions spoke for it. */
  sessions: number;
  /** Hashes of their ids, where the ledger holds them. */
  supporting?: string[];
  reason?: RejectReason;
}

/** Patches whose last decision for this file was against them, by id. `file` as in the records. */
export function rejectionsOf(records: readonly LedgerRecord[], file: string): Rejection[] {
  return [...lastDecisions(records, file).values()]
    .filter(({ decision }) => decision !== 'accept' && decision !== 'edit')
    .map(({ patch, support, supporting, reason }) => ({
      id: patch,
      sessions: support.sessions,
      ...(supporting && { supporting }),
      ...(reason && { reason }),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * True where at least two sessions speak for the patch that did not when it was turned down; where the ledger does not say which did, where
 * two more do.
 */
export function hasNewEvidence({ sessions, supporting }: Rejection, support: Patch['support']): boolean {
  if (!supporting) return support.sessions >= sessions + 2;
  return hashesOf(support.sessionIds).filter((hash) => !supporting.includes(hash)).length >= 2;
}

/**
 * Ids of the rules of this file that a session spoke for, of those that were accepted and not retired since, sorted: what a purge of the
 * session takes out of the skill. Where a record does not say which sessions spoke for its rule, every session that was read is taken
 * for one: a purge had better take too much. `file` as in the records.
 */
export function rulesFromSession(records: readonly LedgerRecord[], file: string, sessionId: string): string[] {
  const hash = hashText(sessionId);
  return [...lastDecisions(records, file).values()]
    .filter(
      ({ decision, supporting, sessions }) => (decision === 'accept' || decision === 'edit') && (supporting ?? sessions).includes(hash),
    )
    .map(({ patch }) => patch)
    .sort();
}

export interface RetireFacts {
  decision: 'retire' | 'purge';
  /** The rule as it stood in the skill. */
  rule: { id: string; text: string };
  baseHash: string;
  file: string;
  /** For a purge: the session that is not trusted any more. */
  sessionId?: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** The record of a rule that is taken out of the skill again: what is known of it comes from the record of its acceptance. */
export function toRetireRecord(records: readonly LedgerRecord[], facts: RetireFacts): LedgerRecord {
  const { rule, decision, baseHash, file, sessionId, at } = facts;
  const accepted = lastDecisions(records, file).get(rule.id);
  const [lane = '', detector = ''] = /^([a-z]+)-(.+)-[0-9a-f]+$/.exec(rule.id)?.slice(1) ?? [];
  return {
    ...(accepted ?? { v: VERSION, patch: rule.id, lane: lane as Lane, detector, support: { sessions: 0, instances: 0 }, sessions: [] }),
    decision,
    rule: hashText(rule.text),
    base: baseHash,
    file,
    ...(sessionId !== undefined && { purged: hashText(sessionId) }),
    at: new Date(at).toISOString(),
  };
}

function lastDecisions(records: readonly LedgerRecord[], file: string): Map<string, LedgerRecord> {
  const last = new Map<string, LedgerRecord>();
  for (const record of records) if (record.file === file) last.set(record.patch, record);
  return last;
}

function hashesOf(ids: readonly string[]): string[] {
  return [...new Set(ids.map(hashText))].sort();
}

function isHashes(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
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
    (DECISIONS as readonly unknown[]).includes(record.decision) &&
    isHashes(record.sessions) &&
    (record.supporting === undefined || isHashes(record.supporting)) &&
    typeof support?.sessions === 'number' &&
    typeof support.instances === 'number'
  );
}
