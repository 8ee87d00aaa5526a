import { parseUsd, toUsd } from '../session/money.ts';
import { estimateTokens } from '../skill/estimateTokens.ts';
import type { DistillOptions } from './distillOptions.ts';
import type { Patch } from './patch.ts';

export type Order = (a: Patch, b: Patch) => number;

/** Between two rules on one topic: repair with L3, proven prune, weaker repair, preserve by contrast, plausible prune. Lower wins. */
export function rank(patch: Patch): number {
  if (patch.lane === 'repair') return patch.oracle === 'L3' ? 0 : 2;
  if (patch.lane === 'prune') return patch.verdict === 'proven' ? 1 : 4;
  return 3;
}

/** What the budget is spent on first: net saving per token of the rule. */
export function orderOfChoice(options: DistillOptions): Order {
  return options.cost ? byWorth : bySupport;
}

/** For people: best net saving first. */
export function orderOfTelling(options: DistillOptions): Order {
  return options.cost ? byNet : bySupport;
}

/** For sorting only. Ties go to the smaller id, so that the order is the same in every run. */
function byWorth(a: Patch, b: Patch): number {
  return worthPerToken(b) - worthPerToken(a) || byId(a, b);
}

function worthPerToken(patch: Patch): number {
  return toUsd(parseUsd(patch.saving.net)) / estimateTokens(patch.rule);
}

function byNet(a: Patch, b: Patch): number {
  const [x, y] = [parseUsd(a.saving.net), parseUsd(b.saving.net)];
  return x !== y ? (x > y ? -1 : 1) : byId(a, b);
}

/** The order of a run without costs: it must not give a dollar away. */
function bySupport(a: Patch, b: Patch): number {
  return b.support.sessions - a.support.sessions || b.support.instances - a.support.instances || byId(a, b);
}

function byId(a: Patch, b: Patch): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
