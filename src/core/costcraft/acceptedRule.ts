import { hashText } from '../session/normalizeResult.ts';
import type { ManagedRule } from '../skill/managedRules.ts';
import type { LedgerRecord } from './ledger.ts';

/** What the ledger knows of a rule that stands in a skill. */
export interface AcceptedRule {
  record: LedgerRecord;
  /** True where the line no longer is what was accepted. */
  isReworded: boolean;
}

/**
 * The last acceptance of the rule in the skill that the ledger names `file`; undefined where there was none. A later retirement does not
 * count: the rule stands there, so it was undone.
 */
export function acceptedRule(records: readonly LedgerRecord[], file: string, { id, text }: ManagedRule): AcceptedRule | undefined {
  const record = records.findLast(
    ({ decision, ...candidate }) => candidate.file === file && candidate.patch === id && (decision === 'accept' || decision === 'edit'),
  );
  return record && { record, isReworded: record.rule !== hashText(text) };
}

/** Whether a session spoke for the rule; of an older record, whether it was read then. */
export function spokeFor({ supporting, sessions }: LedgerRecord, sessionId: string): boolean {
  return (supporting ?? sessions).includes(hashText(sessionId));
}
