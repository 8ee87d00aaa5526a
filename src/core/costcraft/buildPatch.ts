import type { AttributedSession } from '../cost/attributedSession.ts';
import type { Step } from '../card/findings.ts';
import { grouped } from '../card/scene.ts';
import { formatUsd, formatUsdExact, toUsd, ZERO, type Money } from '../session/money.ts';
import { formatRule } from '../skill/managedRules.ts';
import { MANAGED_HEADING } from '../skill/skillDocument.ts';
import type { Candidate, Instance } from './candidate.ts';
import { checkCandidate, judge } from './counterfactual.ts';
import type { Evidence, Patch } from './patch.ts';
import { patchId } from './patchId.ts';
import { ruleCost } from './ruleCost.ts';
import { renderRule } from './ruleTemplates.ts';
import { savingOfInstances } from './savingOfInstances.ts';

/** Instances whose pointers a patch carries, dearest first; the count of all stands in `support`. */
const EVIDENCE_INSTANCES = 12;

export interface PatchTarget {
  file: string;
  baseHash: string;
}

/** The patch of a candidate that has at least one instance, not yet judged by any gate. */
export function buildPatch(candidate: Candidate, target: PatchTarget, sessions: readonly AttributedSession[]): Patch {
  const id = patchId(candidate);
  const rule = renderRule(candidate.draft);
  const instances = [...candidate.instances].sort(byDearness);
  const figures = savingOfInstances(instances);
  const own = ruleCost(formatRule({ id, text: rule }), sessions);
  const bill = sessions.reduce((sum, session) => sum + session.total, ZERO);
  const checks = checkCandidate(candidate, figures.mid);
  const sessionIds = [...new Set(instances.map((i) => i.session.attributed.session.id))].sort();
  const supporting = new Set(instances.map((i) => i.session)).size;
  return {
    id,
    lane: candidate.lane,
    kind: 'add',
    target: { ...target, section: MANAGED_HEADING },
    rule,
    scope: candidate.scope,
    pattern: { detector: candidate.detector, signature: candidate.signature, parameters: candidate.parameters },
    evidence: instances.slice(0, EVIDENCE_INSTANCES).flatMap(evidenceOf),
    argument: argumentOf(instances, supporting, figures.mid),
    ...(candidate.oracle && { oracle: candidate.oracle }),
    checks,
    verdict: judge(candidate, checks),
    saving: {
      low: formatUsdExact(figures.low),
      mid: formatUsdExact(figures.mid),
      high: formatUsdExact(figures.high),
      ruleCost: formatUsdExact(own),
      net: formatUsdExact(figures.mid - own),
      share: bill > ZERO ? Number((toUsd(figures.mid) / toUsd(bill)).toFixed(6)) : 0,
      assumptions: [
        ...candidate.assumptions,
        'the rule is loaded in every session that was read, and followed',
        'later calls stay as they were',
      ],
      prices: [...new Set(sessions.map((session) => session.priceTable))].sort().join('; '),
    },
    support: { sessions: supporting, instances: instances.length, sessionIds },
    origin: { kind: 'deterministic' },
    gates: [],
    status: 'proposed',
  };
}

/** Dearest first; ties by session and step, so that the order of the input does not show. */
function byDearness(a: Instance, b: Instance): number {
  if (a.saving !== b.saving) return a.saving > b.saving ? -1 : 1;
  const [first, second] = [a.session.attributed.session, b.session.attributed.session];
  if (first.id !== second.id) return first.id < second.id ? -1 : 1;
  return a.step.n - b.step.n;
}

function argumentOf(instances: readonly Instance[], sessions: number, mid: Money): string {
  const [dearest] = instances;
  if (!dearest) return '';
  const { id } = dearest.session.attributed.session;
  const count =
    instances.length === 1
      ? 'One step'
      : `${grouped(instances.length)} steps in ${sessions === 1 ? 'one session' : `${grouped(sessions)} sessions`}, ${formatUsd(mid)} together`;
  return `${count}. ${instances.length === 1 ? 'Session' : 'The dearest, session'} ${shortId(id)}: ${dearest.sentence}`;
}

/** Session ids come from file contents: only letters, digits and hyphens get through. */
function shortId(id: string): string {
  return id.replace(/[^A-Za-z0-9-]/g, '').slice(0, 8) || 'without id';
}

function evidenceOf(instance: Instance): Evidence[] {
  const { session } = instance.session.attributed;
  return instance.evidence.map(({ step, role }) => {
    const pointer = pointerOf(step, role);
    return {
      sessionId: session.id,
      source: session.sources[pointer.source]?.path ?? '',
      line: pointer.line,
      step: step.n,
      role,
      usd: formatUsdExact(step.usd),
    };
  });
}

/** A tool's waste, failure and repair stand in its result's record. */
function pointerOf({ entry }: Step, role: Evidence['role']): Step['entry']['source'] {
  return entry.kind === 'tool' && entry.result && role !== 'needed' ? entry.result.source : entry.source;
}
