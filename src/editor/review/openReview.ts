import type * as vscode from 'vscode';
import type { PatchSet } from '../../core/costcraft/patch.ts';
import type { Review } from './review.ts';

/** A skill under review. */
export interface OpenReview {
  skill: vscode.Uri;
  review: Review;
  /** What the run proposed and what it turned away, for the report. */
  set: PatchSet;
}
