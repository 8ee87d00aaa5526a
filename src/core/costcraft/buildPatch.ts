import { grouped } from '../card/scene.ts';
import { hashText } from '../session/normalizeResult.ts';
import { formatUsd, formatUsdExact, parseUsd, toUsd, ZERO, type Money } from '../session/money.ts';
import { MANAGED_HEADING } from '../skill/skillDocument.ts';
import type { Candidate, CandidateInstance } from './candidate.ts';
import { capital } from './capital.ts';
import { checkCandidate, judge } from './counterfactual.ts';
import type { DistillOptions } from './distillOptions.ts';
import type { OpenNotes } from './openNotes.ts';
import type { Evidence, Patch, Saving } from './patch.ts';
import { patchId } from './patchId.ts';
import { DRAWS, type Redraws } from './redraws.ts';
import { ruleCost, sessionsOf } from './ruleCost.ts';
import { renderRule } from './ruleTemplates.ts';
import { figuresBySession, type Figures } from './savingOfInstances.ts';
import { skillNameOf } from './skillNameOf.ts';

/** Instances whose pointers a patch carries, dearest first; the count of all stands in `support`, with the ids of their sessions. */
const EVIDENCE_INSTANCES = 12;

/** What all patches of a run have in common. */
export interface PatchRun {
  target: { file: string; baseHash: string };
  sessions: readonly OpenNotes[];
  redraws: Redraws;
  /** Sessions of the skill's own project, where that divides anything. */
  own: ReadonlySet<OpenNotes> | undefined;
  options: DistillOptions;
}

/** The patch of a candidate that has at least one instance, not yet judged by any gate. */
export function buildPatch(candidate: Candidate, run: PatchRun): Patch {
  const { options } = run;
  const id = patchId(candidate);
  const rule = renderRule(candidate.draft);
  const instances = [...candidate.instances].sort(options.cost ? byDearness : byPlace);
  const figures = run.redraws.interval(figuresBySession(instances));
  const checks = checkCandidate(candidate, figures.mid, options);
  const supporting = new Set(instances.map(({ session }) => session));
  return {
    id,
    lane: candidate.lane,
    kind: 'add',
    target: { ...run.target, section: MANAGED_HEADING },
    rule,
    scope: candidate.scope,
    pattern: { detector: candidate.detector, signature: candidate.signature, parameters: candidate.parameters },
    evidence: instances.slice(0, EVIDENCE_INSTANCES).flatMap((instance) => evidenceOf(instance, options)),
    argument: argumentOf(candidate, instances, supporting.size, figures.mid, options),
    ...(candidate.oracle && { oracle: candidate.oracle }),
    ...(candidate.contrast && { contrast: candidate.contrast }),
    checks,
    verdict: judge(candidate, checks, options),
    saving: options.cost ? savingOf(candidate, figures, ruleCost({ id, rule }, sessionsOf(candidate, run)), run) : NO_SAVING,
    support: {
      sessions: supporting.size,
      instances: instances.length,
      sessionIds: [...new Set([...supporting].map(({ notes }) => notes.id))].sort(),
    },
    origin: { kind: 'deterministic' },
    gates: [],
    status: 'proposed',
  };
}

/** What stands for the dollars in a run without costs. Whoever shows such a run leaves them out. */
const NO_SAVING: Saving = { low: '0', mid: '0', high: '0', ruleCost: '0', net: '0', share: 0, assumptions: [], prices: '' };

function savingOf(candidate: Candidate, figures: Figures, own: Money, run: PatchRun): Saving {
  const { sessions, target } = run;
  const bill = sessions.reduce((sum, session) => sum + session.usd, ZERO);
  const loading = sessionsOf(candidate, run);
  const name = skillNameOf(target.file);
  const loaded = loading.filter(({ notes }) => notes.skills.includes(name)).length;
  return {
    low: formatUsdExact(figures.low),
    mid: formatUsdExact(figures.mid),
    high: formatUsdExact(figures.high),
    ruleCost: formatUsdExact(own),
    net: formatUsdExact(figures.mid - own),
    share: bill > ZERO ? Number((toUsd(figures.mid) / toUsd(bill)).toFixed(6)) : 0,
    assumptions: [
      ...candidate.assumptions,
      `the rule is loaded from the first call on in every session ${loading === sessions ? 'that was read' : "of the skill's project"}, and followed (${grouped(loaded)} of ${grouped(loading.length)} show that they read this skill)`,
      'later calls stay as they were',
      `low and high hold for as many other sessions like these: 90 % of ${DRAWS} redraws of the ${grouped(sessions.length)} keep within, from the careful figure of each to the highest possible`,
    ],
    prices: [...new Set(sessions.map(({ notes }) => notes.prices))].sort().join('; '),
  };
}

/** Dearest first; ties by session and step, so that the order of the input does not show. */
function byDearness(a: CandidateInstance, b: CandidateInstance): number {
  const [x, y] = [parseUsd(a.noted.saving), parseUsd(b.noted.saving)];
  return x !== y ? (x > y ? -1 : 1) : byPlace(a, b);
}

function byPlace(a: CandidateInstance, b: CandidateInstance): number {
  const [first, second] = [a.session.notes, b.session.notes];
  if (first.id !== second.id) return first.id < second.id ? -1 : 1;
  const [x, y] = [a.noted.thread ?? '', b.noted.thread ?? ''];
  return x !== y ? (x < y ? -1 : 1) : a.noted.step - b.noted.step;
}

function argumentOf(
  { lane }: Candidate,
  instances: readonly CandidateInstance[],
  sessions: number,
  mid: Money,
  options: DistillOptions,
): string {
  const [dearest] = instances;
  if (!dearest) return '';
  // Without costs not even the choice of the example may tell which is the dearest.
  const first = options.cost ? (instances.find(({ noted }) => noted.sentence !== undefined) ?? dearest) : dearest;
  const where = `in ${sessions === 1 ? 'one session' : `${grouped(sessions)} sessions`}`;
  const told = options.cost && (options.counterfactual || lane !== 'prune') ? first.noted.sentence : undefined;
  const together = options.cost && lane !== 'preserve' ? `, ${formatUsd(mid)} together` : '';
  const count = instances.length === 1 ? 'One step' : `${grouped(instances.length)} steps ${where}${together}`;
  const place = `session ${shortId(first.session.notes.id)}`;
  if (told === undefined) return `${count}. The first: step ${first.noted.thread ?? ''}${first.noted.step} of ${place}.`;
  return `${count}. ${instances.length === 1 ? capital(place) : `${first === dearest && lane !== 'preserve' ? 'The dearest' : 'For example'}, ${place}`}: ${told}`;
}

/** Session ids come from file contents and can be anybody's words: only what a machine numbers sessions with gets through, else a hash of it. */
function shortId(id: string): string {
  return (/^[0-9a-f-]{8,}$/i.test(id) ? id : hashText(id)).slice(0, 8);
}

function evidenceOf({ session: { notes }, noted }: CandidateInstance, options: DistillOptions): Evidence[] {
  return noted.evidence.map(({ source, line, step, role, usd }) => ({
    sessionId: notes.id,
    source: notes.sources[source]?.path ?? '',
    line,
    step,
    ...(noted.thread !== undefined && { thread: noted.thread }),
    role,
    usd: options.cost ? usd : '0',
  }));
}
