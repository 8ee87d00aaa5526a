import { ZERO, type Money } from '../session/money.ts';
import { findDuplicate } from './findDuplicate.ts';
import { findOverlap } from './findOverlap.ts';
import { findRerun } from './findRerun.ts';
import type { Cluster, Step } from './findings.ts';
import { ownUsd } from './listSteps.ts';
import type { Scene, Waste } from './scene.ts';

/**
 * Clusters of steps of which only the first was needed (TRACECARD.md's table), in order of time. A step is wasted in one cluster at most,
 * and is then no longer the needed step of another, so that the clusters' dollars may be added up.
 */
export function findRedundancy(scene: Scene): Cluster[] {
  const gathered = new Map<string, Waste[]>();
  const earlier: Step[] = [];
  for (const step of scene.steps) {
    if (step.entry.kind !== 'tool') continue;
    const waste = findDuplicate(scene, step, earlier) ?? findOverlap(scene, step, earlier) ?? findRerun(scene, step, earlier);
    if (!waste) {
      earlier.push(step);
      continue;
    }
    const key = `${waste.kind} ${waste.needed.n} ${classOf(waste)}`;
    gathered.set(key, [...(gathered.get(key) ?? []), waste]);
  }
  const groups = [...gathered.values()].sort((a, b) => firstWasted(a) - firstWasted(b));
  return groups.map((wastes, i) => cluster(scene, `r${i + 1}`, wastes));
}

function firstWasted(wastes: Waste[]): number {
  return wastes[0]?.wasted.n ?? 0;
}

function classOf(waste: Waste): Cluster['class'] {
  return waste.checks.every((c) => c.result === 'pass') ? 'proven' : 'likely';
}

function cluster(scene: Scene, id: string, wastes: Waste[]): Cluster {
  const first = wastes[0] as Waste;
  // One answer for all: the weakest.
  const checks = first.checks.map((check, i) => wastes.map((w) => w.checks[i] ?? check).find((c) => c.result !== 'pass') ?? check);
  return {
    id,
    kind: first.kind,
    class: classOf(first),
    needed: first.needed,
    wasted: wastes.map((w) => w.wasted),
    usd: wastes.reduce((sum, w) => sum + wastedUsd(w), ZERO),
    checks,
    proof: proofOf(scene, wastes),
  };
}

/** A share of a step's cost is rounded down to this, for more digits would only seem exact. */
const NANO_USD = 1_000_000n;

/** The part of a step's own cost that bought what had been bought before; the call as a whole where all of it had. */
function wastedUsd({ wasted, part }: Waste): Money {
  const own = ownUsd(wasted.cost);
  if (part.of >= part.whole) return own;
  const share = (own * BigInt(part.of)) / BigInt(part.whole);
  return share - (share % NANO_USD);
}

function proofOf(scene: Scene, wastes: Waste[]): string {
  const first = wastes[0] as Waste;
  const use = scene.uses.get(first.wasted.n);
  // The row names the whole path.
  const about = use?.path ? use.path.slice(use.path.lastIndexOf('/') + 1) : (use?.family ?? '');
  const doubts = [...new Set(wastes.flatMap((w) => w.checks.filter((c) => c.result === 'unknown').map((c) => c.because)))];
  const why = doubts.length > 0 ? `but ${doubts.slice(0, 2).join(', ')}` : 'unchanged in between and still in the context';
  const same = [...new Set(wastes.map((w) => w.same))];
  const shown = same.length > 3 ? [...same.slice(0, 3), '…'] : same;
  const what =
    first.kind === 're-run'
      ? `${about}: ${shown.join(' and ')} as step ${first.needed.n}`
      : `${shown.join(' and ')} of ${about} stood in step ${first.needed.n}`;
  return `${what}; ${why}.`;
}
