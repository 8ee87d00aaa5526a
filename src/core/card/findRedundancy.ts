import { ZERO, type Money } from '../session/money.ts';
import { EarlierSteps } from './earlierSteps.ts';
import { findDuplicate } from './findDuplicate.ts';
import { findLargeResults } from './findLargeResults.ts';
import { findNearDuplicate } from './findNearDuplicate.ts';
import { findOverlap } from './findOverlap.ts';
import { findPolls } from './findPolls.ts';
import { findRerun } from './findRerun.ts';
import { findThinkingOnly } from './findThinkingOnly.ts';
import type { Cluster } from './findings.ts';
import { ownUsd } from './listSteps.ts';
import { nameStep, type Scene, type Waste } from './scene.ts';

/**
 * Clusters of steps that were not needed (TRACECARD.md's table), in order of time. A step is wasted in one cluster at most, and is then not
 * the needed step of another, so that the clusters' dollars may be added up.
 */
export function findRedundancy(scene: Scene): Cluster[] {
  const wastes = [...findRepetition(scene), ...findThinkingOnly(scene)];
  const wasted = new Set(wastes.map((waste) => waste.wasted));
  const needed = new Set(wastes.map((waste) => waste.needed));
  wastes.push(...findPolls(scene, (step) => wasted.has(step) || needed.has(step)));
  for (const waste of wastes) wasted.add(waste.wasted);
  // What was asked for again was of use, as far as anyone can tell.
  wastes.push(...findLargeResults(scene, (step) => wasted.has(step) || needed.has(step)));
  return gather(scene, wastes);
}

function findRepetition(scene: Scene): Waste[] {
  const wastes: Waste[] = [];
  const earlier = new EarlierSteps();
  for (const step of scene.steps) {
    const use = scene.uses.get(step.n);
    if (!use) continue;
    const waste =
      findDuplicate(scene, step, earlier) ??
      findOverlap(scene, step, earlier) ??
      findRerun(scene, step, earlier) ??
      findNearDuplicate(scene, step, earlier);
    if (waste) wastes.push(waste);
    else earlier.add(step, use);
  }
  return wastes;
}

function gather(scene: Scene, wastes: readonly Waste[]): Cluster[] {
  const gathered = new Map<string, Waste[]>();
  for (const waste of wastes) {
    // Each large result has figures of its own; calls that only thought are all alike.
    const about = waste.needed?.n ?? (waste.kind === 'thinking-only' ? '' : waste.wasted.n);
    const key = `${waste.kind} ${about} ${classOf(waste)} ${waste.needed ? '' : 'alone'}`;
    const group = gathered.get(key);
    if (group) group.push(waste);
    else gathered.set(key, [waste]);
  }
  const groups = [...gathered.values()].sort((a, b) => firstWasted(a) - firstWasted(b));
  return groups.map((group, i) => cluster(scene, `r${i + 1}`, group));
}

function firstWasted(wastes: readonly Waste[]): number {
  return wastes[0]?.wasted.n ?? 0;
}

function classOf(waste: Waste): Cluster['class'] {
  return waste.checks.every((c) => c.result === 'pass') ? 'proven' : 'likely';
}

function cluster(scene: Scene, id: string, wastes: readonly Waste[]): Cluster {
  const first = wastes[0] as Waste;
  // One answer for all: the weakest.
  const checks = first.checks.map((check, i) => wastes.map((w) => w.checks[i] ?? check).find((c) => c.result !== 'pass') ?? check);
  return {
    id,
    kind: first.kind,
    class: classOf(first),
    ...(first.needed && { needed: first.needed }),
    wasted: wastes.map((w) => w.wasted),
    usd: wastes.reduce((sum, w) => sum + wastedUsd(w), ZERO),
    checks,
    proof: proofOf(scene, wastes),
  };
}

/** A share of a step's cost is rounded down to this, for more digits would only seem exact. */
const NANO_USD = 1_000_000n;

/** The part of a step's own cost that was not needed; the step as a whole where nothing of it was. */
function wastedUsd({ wasted, part, ofResult }: Waste): Money {
  const { cost } = wasted;
  // The arguments stand apart: they were written, and stood in later prompts, whatever came back.
  const own = ofResult ? cost.entry + cost.carry - cost.argumentCarry : ownUsd(cost);
  if (part.of >= part.whole) return own;
  const share = (own * BigInt(part.of)) / BigInt(part.whole);
  return share - (share % NANO_USD);
}

function proofOf(scene: Scene, wastes: readonly Waste[]): string {
  const first = wastes[0] as Waste;
  const use = scene.uses.get(first.wasted.n);
  // The row names the whole path.
  const about = use?.path ? use.path.slice(use.path.lastIndexOf('/') + 1) : (use?.family ?? '');
  const doubts = [...new Set(wastes.flatMap((w) => w.checks.filter((c) => c.result === 'unknown').map((c) => c.because)))];
  const why = doubts.length > 0 ? `but ${doubts.slice(0, 2).join(', ')}` : 'unchanged in between and still in the context';
  const same = [...new Set(wastes.map((w) => w.same))];
  const shown = (same.length > 3 ? [...same.slice(0, 3), '…'] : same).join(' and ');
  const needed = first.needed && nameStep(scene, first.needed.n);
  switch (first.kind) {
    case 're-run':
      return `${about}: the same run as step ${needed}, and ${same.join(', or ')}; ${why}.`;
    case 'poll':
      return `${about}: asked ${wastes.length + 1} times in a row, ${shown} each time; ${why}.`;
    case 'thinking-only':
      return `${wastes.length === 1 ? 'The call' : `${wastes.length} calls`} gave neither text nor a tool call, ${shown}.`;
    case 'unused':
      return `${about}: ${shown} in this result came back; ${why}.`;
    case 'oversize':
      return `${about}: what was written later names ${shown}; the others and what stands around them are not needed, ${why}.`;
    default:
      return `${shown} of ${about} stood in step ${needed}; ${why}.`;
  }
}
