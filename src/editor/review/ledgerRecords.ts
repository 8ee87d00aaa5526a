import { type LedgerRecord, toLedgerRecord } from '../../core/costcraft/ledger.ts';
import { hashSkill } from '../../core/skill/hashSkill.ts';
import type { Decision, Review } from './review.ts';

/** What the ledger needs to know beside the decisions. */
export interface DecidedIn {
  /** The review on which the decisions were made. */
  review: Review;
  sessionIds: readonly string[];
  /** The skill as the ledger names it. */
  file: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** What the ledger keeps of each decision: no content, only hashes of it. */
export function ledgerRecords(decisions: readonly Decision[], { review, sessionIds, file, at }: DecidedIn): LedgerRecord[] {
  const baseHash = hashSkill(review.base);
  return decisions.map(({ patch, decision, ruleText, edited, reason }) => {
    const kind: LedgerRecord['decision'] =
      decision === 'rejected' ? 'reject' : patch.kind === 'retire' ? 'retire' : edited ? 'edit' : 'accept';
    // The hash is of the rule, not of its line: the line also bears the id.
    const finalRule = kind === 'accept' || kind === 'edit' ? ruleOf(ruleText, patch.id) : undefined;
    const facts = { decision: kind, finalRule: finalRule ?? patch.rule, baseHash, file, sessionIds, at };
    return toLedgerRecord(patch, kind === 'reject' && reason !== undefined ? { ...facts, reason } : facts);
  });
}

function ruleOf(line: string | undefined, id: string): string | undefined {
  const start = `- [${id}] `;
  return line?.startsWith(start) ? line.slice(start.length) : line;
}
