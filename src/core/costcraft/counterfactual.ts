import type { CheckResult } from '../card/findings.ts';
import { grouped } from '../card/scene.ts';
import { formatUsd, parseUsd, ZERO, type Money } from '../session/money.ts';
import type { Candidate, CandidateInstance } from './candidate.ts';
import { countOf } from './countOf.ts';
import type { DistillOptions } from './distillOptions.ts';
import type { Patch } from './patch.ts';

/** C7: a pattern that costs less than this over all sessions is not worth a line that is read in every call. */
const WORTH_A_RULE: Money = parseUsd('0.01');

/**
 * Drops the instances that a check refutes: those of their own checks that fail, and, for prune, those of sessions known to have ended
 * badly, or only partly well (C6), where what looks unneeded may be what was missing.
 */
export function dropRefuted(candidate: Candidate): Candidate {
  const stands = (instance: CandidateInstance): boolean =>
    instance.session.checksOf(instance.noted).every((check) => check.result !== 'fail') &&
    !(candidate.lane === 'prune' && endedBadly(instance));
  return { ...candidate, instances: candidate.instances.filter(stands) };
}

/** The checks C1 to C8 over all instances of a candidate; of the instances' own answers the weakest counts. */
export function checkCandidate(candidate: Candidate, mid: Money, options: DistillOptions): CheckResult[] {
  if (candidate.lane === 'prune' && !options.counterfactual) return [];
  const checks = new Map<CheckResult['check'], CheckResult>();
  for (const { session, noted } of candidate.instances) {
    for (const check of session.checksOf(noted)) {
      const known = checks.get(check.check);
      if (!known || (known.result === 'pass' && check.result !== 'pass')) checks.set(check.check, check);
    }
  }
  const result = [...checks.values()];
  if (candidate.lane === 'prune') result.push(checkOutcome(candidate));
  // What is to be preserved saves nothing, and without costs nobody knows.
  if (candidate.lane !== 'preserve' && options.cost) result.push(checkWorth(candidate, mid));
  result.push(checkContradiction(candidate));
  return result.sort((a, b) => (a.check < b.check ? -1 : 1));
}

/**
 * How the design's "any fail: refuted; C1 to C3 and C5 to C8 pass: proven; else plausible" is read here:
 * - C4 (nothing of the result came back later) is weak alone: it never decides, neither way.
 * - An unknown check is not a passed one. Most sessions do not tell how they ended, so C6 is mostly unknown and a prune patch is mostly
 *   plausible. A plausible patch is proposed to the person, with its verdict in sight; only a person's decision puts it into the skill.
 * - A repair is decided by its oracle: with L3 (a grader or a test item went from failed to passed) it is proven. With L2 (the same command or
 *   tool went from failed to succeeded) the pair is a fact but its cause is inferred, so it is plausible.
 * - What is to be preserved is known by a contrast between sessions, which is no proof of a cause.
 */
export function judge(candidate: Candidate, checks: readonly CheckResult[], options: DistillOptions): Patch['verdict'] {
  if (candidate.instances.length === 0) return 'refuted';
  const deciding = checks.filter((check) => check.check !== 'C4');
  if (deciding.some((check) => check.result === 'fail')) return 'refuted';
  if (candidate.lane === 'repair') return candidate.oracle === 'L3' ? 'proven' : 'plausible';
  if (candidate.lane === 'preserve') return 'plausible';
  const passed = new Set(deciding.filter((check) => check.result === 'pass').map((check) => check.check));
  const wanted = (['C1', 'C2', 'C3', 'C5', 'C6', 'C7', 'C8'] as const).filter((check) => check !== 'C7' || options.cost);
  return wanted.every((check) => passed.has(check)) ? 'proven' : 'plausible';
}

/** True where at least as many steps speak against the candidate as for it. */
export function isContradicted(candidate: Candidate): boolean {
  const against = [...candidate.contradictions.values()].reduce((sum, count) => sum + count, 0);
  return against > 0 && against >= candidate.instances.length;
}

function endedBadly({ session }: CandidateInstance): boolean {
  return session.notes.outcome === 'failure' || session.notes.outcome === 'partial';
}

function checkOutcome({ instances }: Candidate): CheckResult {
  if (instances.every(({ session }) => session.notes.outcome === 'success'))
    return { check: 'C6', result: 'pass', because: 'every session with such a step ended well' };
  return { check: 'C6', result: 'unknown', because: 'not every session with such a step tells how it ended' };
}

function checkWorth({ instances }: Candidate, mid: Money): CheckResult {
  const because = `${countOf(instances.length, 'named step')}, ${formatUsd(mid)} together (threshold ${formatUsd(WORTH_A_RULE)})`;
  return { check: 'C7', result: mid > ZERO && mid >= WORTH_A_RULE ? 'pass' : 'fail', because };
}

/** A rule about a pattern that is as often right as wrong is no rule. */
function checkContradiction(candidate: Candidate): CheckResult {
  const { instances, contradictions } = candidate;
  const count = [...contradictions.values()].reduce((sum, own) => sum + own, 0);
  if (count === 0) return { check: 'C8', result: 'pass', because: 'no session shows the opposite' };
  const because = `${countOf(count, 'step')} in ${countOf(contradictions.size, 'session')} ${count === 1 ? 'speaks' : 'speak'} against the rule, ${grouped(instances.length)} for it`;
  return { check: 'C8', result: isContradicted(candidate) ? 'fail' : 'pass', because };
}
