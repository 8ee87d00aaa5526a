import type { AnalyzedSession } from '../card/findings.ts';
import type { KnownText } from './findKnownRule.ts';

export interface DistillInput {
  /** In any order: the result does not depend on it. */
  sessions: readonly AnalyzedSession[];
  /** `everyProject`: the skill is loaded in every project, as those below the home directory are. */
  skill: { file: string; text: string; isNew: boolean; everyProject?: boolean };
  /** AGENTS.md, CLAUDE.md, copilot-instructions and the like: a rule must be new against them. */
  context: readonly KnownText[];
  /** Ids of patches that the user rejected, as `rejectedIds` of the ledger gives them: "id" or "id#sessions". */
  rejected: readonly string[];
  /** Awaited: where a promise is returned, messages of the host (a cancel) get in between two sessions. */
  onProgress?: (done: number, total: number, label: string) => void | Promise<void>;
  /** Asked between sessions; when it says true, distillSkill throws Cancelled. */
  cancelled?: () => boolean;
}

/** Thrown when `cancelled` said so; nothing has been changed. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}
