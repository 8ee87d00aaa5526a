import type { CheckResult } from '../card/findings.ts';
import type { Usd } from '../card/traceCard.ts';
import type { DistillOptions } from './distillOptions.ts';

export type Lane = 'preserve' | 'prune' | 'repair';

export type PatchStatus = 'proposed' | 'admitted' | 'accepted' | 'trial' | 'confirmed' | 'rejected' | 'stale' | 'demoted' | 'retired';

export type GateName =
  'schema' | 'evidence' | 'proof' | 'support' | 'generality' | 'scope' | 'safety' | 'novelty' | 'net-saving' | 'budget' | 'file';

export interface GateResult {
  gate: GateName;
  pass: boolean;
  because: string;
  /** The line that says it, where the reason is a line of the author's. */
  at?: TextPlace;
}

/** A line (1-based) of a file, named as the run was given it. */
export interface TextPlace {
  file: string;
  line: number;
}

/** One place in one session that speaks for the rule. */
export interface Evidence {
  sessionId: string;
  /** Path of the source as the session names it, and the record's line in it. */
  source: string;
  line: number;
  step: number;
  /** What stands before the step's number where it is a sub-agent's: "12." in the one that step 12 started. */
  thread?: string;
  /** What the step is to the rule; "behaviour" is a step that a preserve rule wants to see again. */
  role: 'wasted' | 'needed' | 'failure' | 'repair' | 'behaviour';
  usd: Usd;
}

/**
 * Dollars over the sessions that were read: `mid` is what is expected of them. `low` and `high` hold for as many others like them too: 90 % of
 * all redraws of these sessions keep within, with the careful figure for low and the highest possible for high.
 */
export interface Saving {
  low: Usd;
  mid: Usd;
  high: Usd;
  /** What the rule's own text costs in every call of the sessions that were read. */
  ruleCost: Usd;
  /** mid - ruleCost; may be negative. */
  net: Usd;
  /** Share of the sessions' whole bill that mid is, 0 to 1. */
  share: number;
  assumptions: string[];
  prices: string;
}

/** In how many of so many sessions a behaviour was seen. */
export interface Frequency {
  with: number;
  of: number;
}

/** Preserve: how much more often the behaviour was seen in sessions that ended well than in those that did not, within the same type of task. */
export interface Contrast {
  successes: Frequency;
  failures: Frequency;
  /** "exact" where all sessions are of one type of task, "cmh" (Cochran, Mantel, Haenszel) over several. */
  test: 'exact' | 'cmh';
  /** One-sided. */
  p: number;
  /** p after control of the false-discovery rate over all behaviours that were tested. */
  q: number;
}

/** Session hygiene: what costs money and no rule in a skill can mend, for the person to decide on. */
export interface Advice {
  kind: 'idle-cache' | 'model-switch' | 'unused-tools' | 'large-instructions';
  /** One sentence, every number computed; names of files and models as the session tells them. */
  text: string;
  usd: Usd;
  sessions: { id: string; path: string; usd: Usd }[];
}

/** A typed, evidence-bearing change to one SKILL.md. JSON-safe. */
export interface Patch {
  /** "prune-oversize-3f2a9c": stable over runs on the same evidence pattern; made from lane, detector and signature. */
  id: string;
  lane: Lane;
  kind: 'add' | 'edit' | 'retire';
  target: { file: string; baseHash: string; section: string };
  /** One line, at most 240 characters, made from templates with typed slots only. */
  rule: string;
  scope: 'project' | 'any';
  pattern: { detector: string; signature: string; parameters: Record<string, string | number> };
  evidence: Evidence[];
  /** Prune: the argument against named steps. Repair: what failed and what mended it, with the oracle level. */
  argument: string;
  oracle?: 'L0' | 'L1' | 'L2' | 'L3';
  contrast?: Contrast;
  checks: CheckResult[];
  /** Proven where every check that decides passed; plausible else. */
  verdict: 'proven' | 'plausible' | 'refuted';
  saving: Saving;
  /** The ids are of the sessions that speak for it, sorted: the way from a rule back to all its sources. */
  support: { sessions: number; instances: number; sessionIds: string[] };
  origin: { kind: 'deterministic' };
  gates: GateResult[];
  status: PatchStatus;
  /** Why it lost, for patches that were merged away or rejected. */
  reason?: string;
}

/** A session that a run was asked to learn from and did not: because it could not be read, or is not trusted. */
export interface UnreadSession {
  path: string;
  reason: string;
}

/** Dollars of all admitted patches on one simulated bill: never the sum of the parts. */
export interface Together {
  /** In the middle case. */
  saved: Usd;
  low: Usd;
  high: Usd;
  /** What the texts of all these rules cost, and what is left after them: saved - ruleCost. */
  ruleCost: Usd;
  net: Usd;
  /** What the sessions cost. */
  of: Usd;
}

/** What one run of Distill Skill proposes for one skill. */
export interface PatchSet {
  skill: { file: string; baseHash: string; isNew: boolean };
  options: DistillOptions;
  /** Admitted, best net saving first. */
  patches: Patch[];
  /** Candidates that a gate or the merge turned away, with the reason. */
  notAdmitted: Patch[];
  /** Dearest first. Not part of any patch's saving. */
  advice: Advice[];
  together: Together;
  sessions: { id: string; path: string; usd: Usd }[];
  /** Left out, by path. */
  unread: UnreadSession[];
}
