import type { RejectReason } from '../../core/costcraft/ledger.ts';
import type { Patch } from '../../core/costcraft/patch.ts';
import { mergeLines } from './mergeLines.ts';
import { ruleLines, withRuleLines } from './ruleLines.ts';

/**
 * The state of one skill's review and what each decision does to it, apart from any editor. Nothing here writes: an accept returns
 * the text that SKILL.md shall hold and the state that is true once it does, so that a write that fails loses nothing.
 */

/** The skill's text with these patches applied, everything outside the managed block unchanged. */
export type ApplyPatches = (text: string, patches: Patch[]) => Promise<string>;

/** JSON-safe, so that it outlives the window. */
export interface Review {
  /** True while SKILL.md does not exist: `base` is then the skeleton that the first accept creates. */
  isNew: boolean;
  /** Text of SKILL.md on which the proposal stands. A SKILL.md that reads otherwise makes it stale. */
  base: string;
  /** `base` with all pending patches, untouched by the user. */
  proposed: string;
  /** `proposed` with the user's own edits: the right side of the diff as last saved in memory. */
  right: string;
  pending: Patch[];
  /** Turned down in this review. Undo on the right side can bring a line of these back. */
  rejected: Patch[];
  /** Written by this review. Undo in SKILL.md can take a line of these away, which makes it pending again. */
  accepted: Patch[];
}

/** `ruleText` is the rule's line as it was decided on; undefined where no line of it was left. */
export interface Decision {
  patch: Patch;
  decision: 'accepted' | 'rejected';
  ruleText: string | undefined;
  /** Why it was rejected; undefined where nobody was asked: the user struck it out. */
  reason?: RejectReason;
  /** The line is not the one that was proposed. */
  edited: boolean;
}

export interface Accepted {
  /** What SKILL.md shall hold. */
  write: string;
  decisions: Decision[];
  /** The review once that is written. */
  next: Review;
}

export async function startReview(base: string, isNew: boolean, patches: Patch[], apply: ApplyPatches): Promise<Review> {
  const proposed = await apply(base, patches);
  return { isNew, base, proposed, right: proposed, pending: patches, rejected: [], accepted: [] };
}

/**
 * Writes these rules, worded as their lines on the right side are now. Other edits of the user stay on the right side, to be accepted
 * with "Accept all"; a rule whose line the user struck out is accepted as it was proposed.
 */
export async function acceptSome(review: Review, ids: readonly string[], right: string, apply: ApplyPatches): Promise<Accepted> {
  const patches = findPatches(review, ids);
  const write = withRuleLines(await apply(review.base, patches), ruleLines(right, ids));
  const pending = review.pending.filter((other) => !patches.includes(other));
  const next = await rebase(review, write, pending, right, apply);
  return {
    write,
    decisions: patches.map((patch) => decide(review, patch, write, 'accepted')),
    next: { ...next, isNew: false, accepted: [...review.accepted, ...patches] },
  };
}

/** Writes the right side as it stands, the user's edits anywhere in it included. A rule that the user struck out there is rejected. */
export function acceptAll(review: Review, right: string): Accepted {
  const pending = review.pending.map((patch) => decide(review, patch, right, stands(review, patch, right) ? 'accepted' : 'rejected'));
  // Only an undo on the right side brings a rejected rule back: the last word counts.
  const back = review.rejected.filter((patch) => stands(review, patch, right)).map((patch) => decide(review, patch, right, 'accepted'));
  const decisions = [...pending, ...back];
  const rejected = review.rejected.filter((patch) => !back.some((decision) => decision.patch === patch));
  const next: Review = { isNew: false, base: right, proposed: right, right, pending: [], rejected, accepted: [...review.accepted] };
  for (const { decision, patch } of decisions) if (decision === 'accepted' || !rejected.includes(patch)) next[decision].push(patch);
  return { write: right, decisions, next };
}

/** Takes the rules out of the right side; the other rules and the user's own edits stay. */
export async function rejectSome(
  review: Review,
  ids: readonly string[],
  reason: RejectReason | undefined,
  right: string,
  apply: ApplyPatches,
): Promise<{ decisions: Decision[]; next: Review }> {
  const patches = findPatches(review, ids);
  const pending = review.pending.filter((other) => !patches.includes(other));
  const next = await rebase(review, review.base, pending, right, apply);
  return { decisions: rejections(review, patches, reason, right), next: { ...next, rejected: [...review.rejected, ...patches] } };
}

/** Turns down all that is pending and drops the user's own edits of the proposal: nothing of it is left to show. */
export function rejectAll(review: Review, reason: RejectReason | undefined, right: string): { decisions: Decision[]; next: Review } {
  return {
    decisions: rejections(review, review.pending, reason, right),
    next: { ...review, proposed: review.base, right: review.base, pending: [], rejected: [...review.rejected, ...review.pending] },
  };
}

/** The review once these rules are taken out of SKILL.md on purpose: unlike an undone accept they do not wait again. */
export function forget(review: Review, ids: readonly string[]): Review {
  return { ...review, accepted: review.accepted.filter(({ id }) => !ids.includes(id)) };
}

/**
 * Carries the proposal and the user's edits over to what SKILL.md says now. `fresh` is undefined when the file is gone: the
 * proposal then is to create it anew. Patches whose rule the file already holds are no longer pending; those whose accept was undone
 * are pending again.
 */
export async function reanchor(review: Review, fresh: string | undefined, right: string, apply: ApplyPatches): Promise<Review> {
  if (fresh === undefined) return { ...review, isNew: true };
  const all = [...review.pending, ...review.accepted];
  const present = ruleLines(
    fresh,
    all.map(({ id }) => id),
  );
  const isIn = (patch: Patch): boolean => patch.kind === 'add' && present.has(patch.id);
  const undone = review.accepted.filter((patch) => patch.kind === 'add' && !present.has(patch.id));
  const pending = [...review.pending.filter((patch) => !isIn(patch)), ...undone];
  const accepted = review.accepted.filter((patch) => !undone.includes(patch));
  return { ...(await rebase(review, fresh, pending, right, apply)), isNew: false, accepted };
}

/** Whether SKILL.md (undefined: no such file) is what the proposal stands on. */
export function isStale(review: Review, fresh: string | undefined): boolean {
  return review.isNew ? fresh !== undefined : fresh !== review.base;
}

/** The review with what was typed on the right side while a decision was carried out, which took it from `before` to `now`. */
export function keepTyped(review: Review, before: string, now: string): Review {
  return before === now ? review : { ...review, right: mergeLines(before, now, review.right) };
}

/** True when no patch waits and the user's own edits, if any, are written too: the diff may close. */
export function isOver(review: Review, right: string): boolean {
  return review.pending.length === 0 && right === review.base;
}

/** Puts another proposal in the place of this one. The user's own edits stay, and so does the wording of rules that are in both. */
export async function replaceProposal(review: Review, base: string, patches: Patch[], right: string, apply: ApplyPatches): Promise<Review> {
  return rebase(review, base, patches, right, apply);
}

/** True when the user struck the rule out of the right side, so that "Accept all" would reject it. */
export function isStruckOut(review: Review, patch: Patch, right: string): boolean {
  return !stands(review, patch, right);
}

async function rebase(review: Review, base: string, pending: Patch[], right: string, apply: ApplyPatches): Promise<Review> {
  const proposed = pending.length > 0 ? await apply(base, pending) : base;
  // The user's wording of a rule goes into both sides of the merge, so that it is not taken for a line of the user's own.
  const worded = ruleLines(
    right,
    [...review.pending, ...pending].map(({ id }) => id),
  );
  const merged = mergeLines(withRuleLines(review.proposed, worded), right, withRuleLines(proposed, worded));
  return { ...review, base, proposed, right: merged, pending };
}

/** Whether the right side still does what the patch says. */
function stands(review: Review, patch: Patch, right: string): boolean {
  const line = ruleLines(right, [patch.id]).get(patch.id);
  if (patch.kind === 'retire') return line === undefined;
  if (patch.kind === 'add') return line !== undefined;
  return line !== undefined && line.text !== ruleLines(review.base, [patch.id]).get(patch.id)?.text;
}

function decide(review: Review, patch: Patch, text: string, decision: Decision['decision']): Decision {
  const ruleText = ruleLines(text, [patch.id]).get(patch.id)?.text;
  const proposed = ruleLines(review.proposed, [patch.id]).get(patch.id)?.text;
  return { patch, decision, ruleText, edited: decision === 'accepted' && proposed !== undefined && ruleText !== proposed };
}

function rejections(review: Review, patches: readonly Patch[], reason: RejectReason | undefined, right: string): Decision[] {
  return patches.map((patch) => ({ ...decide(review, patch, right, 'rejected'), ...(reason !== undefined && { reason }) }));
}

function findPatches(review: Review, ids: readonly string[]): Patch[] {
  return ids.map((id) => {
    const patch = review.pending.find((candidate) => candidate.id === id);
    if (!patch) throw new Error(`No pending patch ${id}`);
    return patch;
  });
}
