import type { AnalyzedSession, CheckResult, Step } from '../card/findings.ts';
import type { Removal } from '../cost/simulateBill.ts';
import type { Money } from '../session/money.ts';
import type { Contrast, Evidence, Lane } from './patch.ts';
import type { RuleDraft } from './ruleTemplates.ts';
import type { OpenNotes } from './openNotes.ts';
import type { NotedObservation } from './sessionNotes.ts';

/** What an analyst saw once, in one session. */
export interface Instance {
  session: AnalyzedSession;
  /** What stands before its steps' numbers where they are a sub-agent's: "12." in the one that step 12 started. */
  thread?: string;
  /** The step that was not needed, was larger than needed, or failed. */
  step: Step;
  /** The steps that prove it, in order. */
  evidence: { step: Step; role: Evidence['role'] }[];
  /** How to take it out of the bill: carefully, as expected, and at most. */
  removals: { low: Removal; mid: Removal; high: Removal };
  /** C1 to C5 as far as they apply; C6 to C8 are judged over all instances. */
  checks: CheckResult[];
  /** One sentence about this instance, made of numbers, step numbers and names from the lists of vocabulary.ts only. */
  sentence: string;
  /** Its own saving in the middle case: for ranking and for the threshold, never to be summed. */
  saving: Money;
  /** What following the rule may cost here in return; taken off the low figure. */
  extra: Money;
}

/** Shell commands of which a success speaks against a rule. */
export interface Counter {
  /** The command, or the beginning of it: "npm run". From the lists. */
  family: string;
  /** Only uses with this option, or without it. */
  option?: { name: string; present: boolean };
}

/** The pattern that an instance is one of. JSON-safe. */
export interface Pattern {
  lane: Lane;
  detector: string;
  /** What the instances have in common, from lists only: "read-file", "shell:git diff". The patch's id is made from it. */
  signature: string;
  parameters: Record<string, string | number>;
  draft: RuleDraft;
  /** Patches with the same topic advise about the same thing: one of them wins. */
  topic: string;
  scope: 'project' | 'any';
  oracle?: 'L1' | 'L2' | 'L3';
  assumptions: string[];
  /** What would speak against the rule wherever it went well. */
  counter?: Counter;
}

/** One instance as an analyst reports it. */
export interface Observation extends Pattern {
  instance: Instance;
  /** The pattern's opportunity was there, and what happened speaks against the rule. Such an instance saves nothing. */
  contradicts: boolean;
}

/** One instance as it is merged: what was noted of it, in the notes of its session. */
export interface CandidateInstance {
  session: OpenNotes;
  noted: NotedObservation;
}

/** All instances of one pattern: what may become a rule. */
export interface Candidate extends Pattern {
  instances: CandidateInstance[];
  /** Preserve: what speaks for it beside the instances. */
  contrast?: Contrast;
  /** Opportunities that spoke against the rule, by session. */
  contradictions: ReadonlyMap<OpenNotes, number>;
}
