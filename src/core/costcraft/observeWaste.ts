import type { CheckResult, Step } from '../card/findings.ts';
import { nameStep } from '../card/scene.ts';
import { savingOf, type Removal } from '../cost/simulateBill.ts';
import { ZERO, type Money } from '../session/money.ts';
import type { Instance, Observation, Pattern } from './candidate.ts';
import { describeShare } from './describeShare.ts';
import { isToolStep, type SessionView } from './sessionView.ts';
import { isKnownTool, knownFamily } from './vocabulary.ts';

export interface WasteFacts {
  step: Step;
  evidence: Instance['evidence'];
  removals: Instance['removals'];
  checks: CheckResult[];
  extra?: Money;
  /** The sentence about it; the argument is its saving with its share of the session's bill: "$0.031 (6 %)". */
  tell: (saved: string) => string;
}

/** One instance of waste that an analyst of the prune lane found in a thread. */
export function observeWaste(view: SessionView, pattern: Pattern, facts: WasteFacts): Observation {
  const { step, evidence, removals, checks, extra = ZERO, tell } = facts;
  const { attributed } = view.analyzed;
  const saving = savingOf(attributed, [removals.mid]).mid;
  const sentence = tell(describeShare(saving, attributed.total));
  const instance: Instance = { session: view.analyzed, step, evidence, removals, checks, sentence, saving, extra };
  if (view.scene.prefix !== '') instance.thread = view.scene.prefix;
  return { ...pattern, contradicts: false, instance };
}

/** An opportunity of the pattern at which doing otherwise was right: it saves nothing and speaks against the rule. */
export function observeContradiction(view: SessionView, pattern: Pattern, step: Step): Observation {
  const nothing: Removal = isToolStep(step)
    ? { kind: 'shorten', toolStep: step.entry, toTokens: Number.MAX_SAFE_INTEGER }
    : { kind: 'remove-call', call: step.entry as Extract<Step['entry'], { kind: 'llm' }> };
  const instance: Instance = {
    session: view.analyzed,
    step,
    evidence: [],
    removals: { low: nothing, mid: nothing, high: nothing },
    checks: [],
    sentence: '',
    saving: ZERO,
    extra: ZERO,
  };
  return { ...pattern, contradicts: true, instance };
}

/** The step as a sentence names it: "step 12", "step 12.3". */
export function stepName(view: SessionView, step: Step): string {
  return `step ${nameStep(view.scene, step.n)}`;
}

/** What was called, from our lists: a command family or a tool; undefined for strangers. */
export function knownName(view: SessionView, step: Step): { value: string; isCommand: boolean } | undefined {
  const use = view.uses.get(step.n);
  if (!use || !isToolStep(step)) return undefined;
  const family = use.action === 'shell' ? knownFamily(use.family) : undefined;
  if (family !== undefined) return { value: family, isCommand: true };
  return isKnownTool(step.entry.name) ? { value: step.entry.name, isCommand: false } : undefined;
}
