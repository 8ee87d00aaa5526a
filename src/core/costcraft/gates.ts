import { formatUsd, parseUsd, ZERO, type Money } from '../session/money.ts';
import { RULE_ID } from '../skill/managedRules.ts';
import { RULE_CHARS } from '../skill/skillLimits.ts';
import { findUnsafe } from './checkSafety.ts';
import { findKnownRule, type KnownText } from './findKnownRule.ts';
import { hasNewEvidence, type Rejection, type RejectReason } from './ledger.ts';
import type { GateName, GateResult, Patch } from './patch.ts';
import type { SessionNotes } from './sessionNotes.ts';
import type { DistillOptions } from './distillOptions.ts';
import { isAllowed, renderRule, type RuleDraft } from './ruleTemplates.ts';

/** A rule that one session alone speaks for must be proven and save at least this much. */
const ONE_SESSION_SUM: Money = parseUsd('0.05');

/** `problem` is why the patch does not pass, `passed` what there is to say where it does. */
export function gateResult(gate: GateName, problem: string | undefined, passed: string): GateResult {
  return { gate, pass: problem === undefined, because: problem ?? passed };
}

export function schemaGate(patch: Patch): GateResult {
  const problem = !RULE_ID.test(patch.id)
    ? 'the id has not the form lane-detector-hash'
    : patch.rule.length > RULE_CHARS
      ? `the rule has ${patch.rule.length} characters, at most ${RULE_CHARS} are allowed`
      : patch.rule.trim() !== patch.rule || patch.rule === '' || /[\r\n]/.test(patch.rule)
        ? 'the rule is not one line of text'
        : patch.evidence.length === 0
          ? 'there is no evidence'
          : undefined;
  return gateResult('schema', problem, `one line of ${patch.rule.length} characters`);
}

/** Every pointer must name a session that was read, a line that its source has, and a step that its thread has. */
export function evidenceGate(patch: Patch, sessions: readonly SessionNotes[]): GateResult {
  const problem = patch.evidence.map((evidence) => {
    const place = `step ${evidence.thread ?? ''}${evidence.step}`;
    const holders = sessions.filter(({ id }) => id === evidence.sessionId);
    const holder = holders.find(({ sources }) => sources.some((source) => source.path === evidence.source));
    if (!holder) return `${place} points into a session that was not read`;
    const source = holder.sources.find(({ path }) => path === evidence.source);
    if (!source || evidence.line < 1 || evidence.line > source.lines) return `${place} points behind the end of its file`;
    const steps = holder.steps[evidence.thread ?? ''] ?? 0;
    return evidence.step >= 1 && evidence.step <= steps ? undefined : `${place} does not exist`;
  });
  const unknown = patch.support.sessionIds.some((id) => !sessions.some((session) => session.id === id));
  return gateResult(
    'evidence',
    problem.find((text) => text !== undefined) ?? (unknown ? 'a session that speaks for it was not read' : undefined),
    `${patch.evidence.length} places, all found`,
  );
}

/**
 * Highest false-discovery rate at which a contrast counts: of all preserve rules that pass, at most one in ten is expected to be chance. The
 * usual bound for a list that a person reviews; a stricter one finds nothing in the few dozen sessions that a person has.
 */
const MOST_FALSE = 0.1;

export function proofGate(patch: Patch, options: DistillOptions): GateResult {
  if (patch.verdict === 'refuted') {
    const failed = patch.checks.filter((check) => check.result === 'fail').map((check) => `${check.check}: ${check.because}`);
    return gateResult('proof', `refuted (${failed.join('; ') || 'no instance is left'})`, '');
  }
  if (patch.lane === 'preserve') {
    const { contrast } = patch;
    if (!contrast) return gateResult('proof', 'there is no contrast between successes and failures', '');
    const told = `${contrast.successes.with} of ${contrast.successes.of} successes, ${contrast.failures.with} of ${contrast.failures.of} failures, q = ${contrast.q.toFixed(3)}`;
    return gateResult('proof', contrast.q <= MOST_FALSE ? undefined : `the contrast may be chance: ${told}`, told);
  }
  if (patch.lane === 'repair' && (patch.oracle === undefined || patch.oracle === 'L0'))
    return gateResult('proof', 'no oracle speaks for the repair', '');
  if (patch.lane === 'prune' && !options.counterfactual)
    return gateResult('proof', undefined, 'not asked for: counterfactual checks are left out');
  return gateResult('proof', undefined, patch.lane === 'repair' ? `oracle level ${patch.oracle ?? ''}, ${patch.verdict}` : patch.verdict);
}

/** `isElsewhere`: a rule for one project only, and none of the sessions that speak for it is of the skill's project. */
export function supportGate(patch: Patch, isElsewhere: boolean, options: DistillOptions): GateResult {
  const { sessions, instances } = patch.support;
  if (isElsewhere) return gateResult('support', "it holds for one project, and was seen only in others than the skill's", '');
  const alone = options.cost && patch.verdict === 'proven' && parseUsd(patch.saving.mid) >= ONE_SESSION_SUM;
  const needed = options.cost ? `a second one, or a proof and ${formatUsd(ONE_SESSION_SUM)}, is needed` : 'a second one is needed';
  const problem = sessions >= 2 || alone ? undefined : `one session only; ${needed}`;
  return gateResult('support', problem, `${instances} steps in ${sessions} ${sessions === 1 ? 'session' : 'sessions'}`);
}

/** The rule must be our own sentence with values from our own lists: then no name, id or value of a task can stand in it. */
export function generalityGate(patch: Patch, draft: RuleDraft): GateResult {
  const foreign = Object.values(draft.slots).find((slot) => !isAllowed(slot));
  const problem = foreign
    ? `a ${foreign.kind} that is on no list`
    : renderRule(draft) !== patch.rule
      ? 'the text is not the sentence of its template'
      : undefined;
  return gateResult('generality', problem, 'our own sentence; its slots are on the lists');
}

/** What was learned about one project's tools must not be told to agents in all others. */
export function scopeGate(patch: Patch, everyProject: boolean): GateResult {
  const problem =
    everyProject && patch.scope === 'project' ? 'it holds for this project, and the skill is loaded in every project' : undefined;
  return gateResult('scope', problem, everyProject ? 'it holds in every project' : 'the skill is loaded in this project only');
}

export function safetyGate(patch: Patch): GateResult {
  const unsafe = findUnsafe(patch.rule);
  return gateResult('safety', unsafe && `the rule holds ${unsafe}`, 'nothing on the deny list');
}

export function noveltyGate(patch: Patch, texts: readonly KnownText[], rejected: readonly Rejection[]): GateResult {
  const known = findKnownRule(patch.id, patch.rule, texts);
  if (known) return { ...gateResult('novelty', `said already: ${known.file}, line ${known.line}`, ''), at: known };
  const refusal = rejected.find(({ id }) => id === patch.id);
  if (refusal && !hasNewEvidence(refusal, patch.support)) {
    const reason = refusal.reason && REASONS[refusal.reason];
    return gateResult('novelty', `you rejected it before${reason ? ` (${reason})` : ''}, and there is no new evidence`, '');
  }
  return gateResult('novelty', undefined, `not in ${texts.length} ${texts.length === 1 ? 'text' : 'texts'} that agents load`);
}

const REASONS: Record<RejectReason, string> = {
  wrong: 'as wrong',
  'not-general': 'as not general',
  'not-worth-it': 'as not worth it',
  known: 'as known',
  unsafe: 'as unsafe',
  other: '',
};

export function netSavingGate(patch: Patch, options: DistillOptions, bill: Money): GateResult {
  if (!options.cost) return gateResult('net-saving', undefined, 'not asked for: costs are left out');
  if (patch.lane === 'preserve') return preserveCost(patch, bill);
  const net = parseUsd(patch.saving.net);
  const own = formatUsd(parseUsd(patch.saving.ruleCost));
  const text = `${formatUsd(parseUsd(patch.saving.mid))} saved, ${own} for the rule's own text`;
  return gateResult('net-saving', net > ZERO ? undefined : `not worth its tokens: ${text}`, text);
}

/** Most that the text of a preserve rule may cost: one part in so many of the bill. What it is to save is not measured, so it has to be next to nothing. */
const PRESERVE_PART = 100n;

/** A preserve rule claims no saving: it passes where what it costs itself is known to be next to nothing. */
function preserveCost(patch: Patch, bill: Money): GateResult {
  const own = parseUsd(patch.saving.ruleCost);
  const text = `${formatUsd(own)} for the rule's own text of ${formatUsd(bill)}; no saving is claimed`;
  return gateResult('net-saving', own * PRESERVE_PART <= bill ? undefined : `${text}, and it is more than one percent`, text);
}
