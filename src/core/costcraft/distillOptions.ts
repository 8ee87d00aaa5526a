import type { KnownText } from './findKnownRule.ts';
import type { Rejection } from './ledger.ts';
import type { UnreadSession } from './patch.ts';
import type { SessionNotes } from './sessionNotes.ts';

/** What a run leaves out: the ablations of the paper, and ours. */
export interface DistillOptions {
  /** Without it no dollar decides or is told, nor may the order give one away: rules are ranked by how many sessions speak for them. */
  cost: boolean;
  /** Without it there are no prune rules. */
  prune: boolean;
  /** Without it prune rules need no counterfactual checks, and tell none. */
  counterfactual: boolean;
  /** With `cost` off: takes as many tokens of rules as the same run with costs. */
  lengthMatched: boolean;
  /** Preserve rules: none, those of the skill's own project, or all. */
  preserve: 'off' | 'project' | 'all';
}

export const FULL: DistillOptions = { cost: true, prune: true, counterfactual: true, lengthMatched: false, preserve: 'project' };

/** The modes that `--modes` compares: the paper's ablations, a control for the length, and preserve rules by reach. */
export const MODES: Readonly<Record<string, DistillOptions>> = {
  full: FULL,
  'no-cost': { ...FULL, cost: false },
  'no-prune': { ...FULL, prune: false },
  'no-counterfactual': { ...FULL, counterfactual: false },
  'length-matched': { ...FULL, cost: false, lengthMatched: true },
  'preserve-off': { ...FULL, preserve: 'off' },
  'preserve-all': { ...FULL, preserve: 'all' },
};

export interface DistillInput {
  /** In any order: the result does not depend on it. */
  sessions: readonly SessionNotes[];
  /** `everyProject`: the skill is loaded in every project, as those below the home directory are. */
  skill: { file: string; text: string; isNew: boolean; everyProject?: boolean };
  /** AGENTS.md, CLAUDE.md, copilot-instructions and the like: a rule must be new against them. */
  context: readonly KnownText[];
  /** Patches that the user turned down. */
  rejected: readonly Rejection[];
  /** Sessions that could not be read: only named in the result. */
  unread?: readonly UnreadSession[];
}
