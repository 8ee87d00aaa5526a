import { parseUsd, toUsd } from '../session/money.ts';
import { estimateTokens } from '../skill/estimateTokens.ts';
import type { Candidate, Observation } from './candidate.ts';
import type { Patch } from './patch.ts';
import { patchId } from './patchId.ts';
import type { SessionView } from './sessionView.ts';

/**
 * Groups observations by pattern, over all sessions. A tool use that stands in two files (resumed and forked sessions copy their past) counts
 * once, for the first session. The order of the observations within a session and of the sessions themselves is that of the input.
 */
export function mergeCandidates(observations: readonly Observation[], views: readonly SessionView[]): Candidate[] {
  const groups = new Map<string, { candidate: Candidate; seen: Set<string>; against: Set<unknown> }>();
  for (const { instance, contradicts, ...pattern } of observations) {
    const id = patchId(pattern);
    const group = groups.get(id) ?? {
      candidate: { ...pattern, instances: [], contradictions: { count: 0, sessions: 0 } },
      seen: new Set<string>(),
      against: new Set<unknown>(),
    };
    groups.set(id, group);
    const { entry } = instance.step;
    const key = entry.kind === 'tool' ? entry.toolCallId : entry.billId;
    if (group.seen.has(key)) continue;
    group.seen.add(key);
    if (contradicts) {
      group.candidate.contradictions.count++;
      group.against.add(instance.session);
    } else {
      group.candidate.instances.push(instance);
    }
  }
  const candidates = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { candidate, against }]) => {
      candidate.contradictions.sessions = against.size;
      return candidate;
    });
  for (const candidate of candidates) {
    for (const view of candidate.countContradictions ? views : []) {
      const count = candidate.countContradictions?.(view) ?? 0;
      candidate.contradictions.count += count;
      if (count > 0) candidate.contradictions.sessions++;
    }
  }
  return candidates;
}

/** Between two rules on one topic: repair with L3, proven prune, weaker repair, preserve by contrast, plausible prune. Lower wins. */
export function rank(patch: Patch): number {
  if (patch.lane === 'repair') return patch.oracle === 'L3' ? 0 : 2;
  if (patch.lane === 'prune') return patch.verdict === 'proven' ? 1 : 4;
  return 3;
}

/** Net saving per token of the rule: what the budget is spent on. For sorting only. */
function worthPerToken(patch: Patch): number {
  return toUsd(parseUsd(patch.saving.net)) / estimateTokens(patch.rule);
}

/** Best first; ties go to the smaller id, so that the order is the same in every run. */
export function byWorth(a: Patch, b: Patch): number {
  return worthPerToken(b) - worthPerToken(a) || (a.id < b.id ? -1 : 1);
}

/** Best net saving first, for people. */
export function byNet(a: Patch, b: Patch): number {
  const [x, y] = [parseUsd(a.saving.net), parseUsd(b.saving.net)];
  return x !== y ? (x > y ? -1 : 1) : a.id < b.id ? -1 : 1;
}
