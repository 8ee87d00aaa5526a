import type * as vscode from 'vscode';
import type { PatchSet } from '../../core/costcraft/patch.ts';
import type { Review } from './review.ts';

/** What the last run found for a skill. It is shown until the next run or until the user takes it away. */
export interface SkillRun {
  skill: vscode.Uri;
  /** What the run proposed, what it turned away, and its advice. */
  set: PatchSet;
  /** Absent once nothing waits for a decision. */
  review?: Review;
}

/** A skill under review. */
export interface OpenReview extends SkillRun {
  review: Review;
}

export function isOpen(run: SkillRun): run is OpenReview {
  return run.review !== undefined;
}
