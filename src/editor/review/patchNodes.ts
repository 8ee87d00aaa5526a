import type { Advice, Evidence, GateResult, Lane, Patch } from '../../core/costcraft/patch.ts';
import { usdNumber } from '../../protocol/formatFigures.ts';
import { isOpen, type OpenReview, type SkillRun } from './openReview.ts';

/** The rows of the view "Proposed Patches", apart from any editor. */
export type PatchNode =
  | { kind: 'skill'; run: SkillRun }
  /** `run` is absent where the lane holds patches of several skills. */
  | { kind: 'lane'; lane: Lane; run?: SkillRun; patches: PatchRow[] }
  | PatchRow
  /** What all proposed patches of a run save together. */
  | { kind: 'together'; run: SkillRun }
  | { kind: 'turnedAway'; run: SkillRun }
  | { kind: 'candidate'; run: SkillRun; patch: Patch }
  | { kind: 'reason'; run: SkillRun; patch: Patch; reason: string }
  | { kind: 'gate'; run: SkillRun; patch: Patch; gate: GateResult }
  | { kind: 'evidence'; run: SkillRun; patch: Patch; evidence: Evidence; index: number }
  | { kind: 'advices'; advice: Advice[] }
  | { kind: 'advice'; advice: Advice }
  | { kind: 'adviceSession'; advice: Advice; session: Advice['sessions'][number] };

export interface PatchRow {
  kind: 'patch';
  run: OpenReview;
  patch: Patch;
}

export type PatchGrouping = 'skill' | 'lane' | 'none';
export type PatchOrder = 'net' | 'support' | 'proof';

export interface PatchTreeOptions {
  groupBy: PatchGrouping;
  sortBy: PatchOrder;
}

const LANES: readonly Lane[] = ['prune', 'repair', 'preserve'];

/** The rows below a row, or those at the top. */
export function childrenOf(node: PatchNode | undefined, runs: readonly SkillRun[], options: PatchTreeOptions): PatchNode[] {
  if (!node) return topOf(runs, options);
  switch (node.kind) {
    case 'skill':
      return belowSkill(node.run, options);
    case 'lane':
      return node.patches;
    case 'patch':
      return evidenceOf(node.run, node.patch);
    case 'turnedAway':
      return node.run.set.notAdmitted.map((patch) => ({ kind: 'candidate', run: node.run, patch }));
    case 'candidate':
      return [...whyNot(node.run, node.patch), ...evidenceOf(node.run, node.patch)];
    case 'advices':
      return node.advice.map((advice) => ({ kind: 'advice', advice }));
    case 'advice':
      return node.advice.sessions.map((session) => ({ kind: 'adviceSession', advice: node.advice, session }));
    default:
      return [];
  }
}

/** Waiting patches of one skill, as the view orders them. */
export function waitingOf(run: SkillRun, { sortBy }: Pick<PatchTreeOptions, 'sortBy'>): PatchRow[] {
  const rows = isOpen(run) ? run.review.pending.map((patch): PatchRow => ({ kind: 'patch', run, patch })) : [];
  return rows.sort(comparer(sortBy));
}

/** The lanes that these patches are of, in one order for all. */
export function lanesOf(patches: readonly PatchRow[]): Lane[] {
  return LANES.filter((lane) => patches.some(({ patch }) => patch.lane === lane));
}

function topOf(runs: readonly SkillRun[], options: PatchTreeOptions): PatchNode[] {
  const advice = adviceOf(runs);
  const last: PatchNode[] = advice.length > 0 ? [{ kind: 'advices', advice }] : [];
  if (options.groupBy === 'skill') return [...runs.map((run): PatchNode => ({ kind: 'skill', run })), ...last];
  const waiting = runs.flatMap((run) => waitingOf(run, options)).sort(comparer(options.sortBy));
  const rows = options.groupBy === 'lane' ? byLane(waiting) : waiting;
  return [...rows, ...runs.flatMap(besideProposal), ...last];
}

function belowSkill(run: SkillRun, options: PatchTreeOptions): PatchNode[] {
  return [...byLane(waitingOf(run, options), run), ...besideProposal(run)];
}

function byLane(rows: readonly PatchRow[], run?: SkillRun): PatchNode[] {
  return lanesOf(rows).map((lane) => ({
    kind: 'lane',
    lane,
    ...(run && { run }),
    patches: rows.filter(({ patch }) => patch.lane === lane),
  }));
}

function besideProposal(run: SkillRun): PatchNode[] {
  const nodes: PatchNode[] = [];
  // Of one patch alone it would say again what the patch says.
  if (run.set.patches.length > 1) nodes.push({ kind: 'together', run });
  if (run.set.notAdmitted.length > 0) nodes.push({ kind: 'turnedAway', run });
  return nodes;
}

/** The merge's word where no gate said it, then what failed, then what passed. */
function whyNot(run: SkillRun, patch: Patch): PatchNode[] {
  const { gates, reason } = patch;
  const said = gates.some(({ gate, pass, because }) => !pass && reason === `${gate}: ${because}`);
  const first: PatchNode[] = reason !== undefined && !said ? [{ kind: 'reason', run, patch, reason }] : [];
  const ordered = [...gates.filter(({ pass }) => !pass), ...gates.filter(({ pass }) => pass)];
  return [...first, ...ordered.map((gate): PatchNode => ({ kind: 'gate', run, patch, gate }))];
}

function evidenceOf(run: SkillRun, patch: Patch): PatchNode[] {
  return patch.evidence.map((evidence, index) => ({ kind: 'evidence', run, patch, evidence, index }));
}

/** Each piece once, though several skills learned from the same sessions; the dearest first. */
function adviceOf(runs: readonly SkillRun[]): Advice[] {
  const distinct = new Map(runs.flatMap(({ set }) => set.advice).map((advice) => [`${advice.kind} ${advice.text}`, advice]));
  return [...distinct.values()].sort((a, b) => usdNumber(b.usd) - usdNumber(a.usd));
}

function comparer(sortBy: PatchOrder): (a: PatchRow, b: PatchRow) => number {
  const byNet = (a: PatchRow, b: PatchRow): number => usdNumber(b.patch.saving.net) - usdNumber(a.patch.saving.net);
  const rank = ({ patch }: PatchRow): number => (patch.verdict === 'proven' ? 0 : 1);
  const seen = ({ patch }: PatchRow): number => patch.support.sessions * 1e6 + patch.support.instances;
  if (sortBy === 'support') return (a, b) => seen(b) - seen(a) || byNet(a, b);
  if (sortBy === 'proof') return (a, b) => rank(a) - rank(b) || byNet(a, b);
  return byNet;
}
