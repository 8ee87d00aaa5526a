import type { OutcomeResult } from '../../session/session.ts';
import type { TaskKind } from './taskKind.ts';

/** What a session is compared by. JSON-safe and small. */
export interface SessionTraits {
  /** Working folder, where the source tells. */
  project?: string;
  kind?: TaskKind;
  /** Hash of the first request: equal in sessions of one task. */
  task: string;
  outcome: OutcomeResult;
  /** Identity of the first tool use: equal in a session and one that goes on from it. */
  start: string;
  /** Behaviours that it shows, and those that it had the opportunity for and does not show; sorted. The names are those of traits.ts. */
  shown: string[];
  absent: string[];
}
