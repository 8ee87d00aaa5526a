import * as vscode from 'vscode';
import { Disposables } from '../shared/disposables.ts';
import type { OpenReview, SkillRun } from './openReview.ts';
import { PATCH_SCHEME, PatchFiles } from './patchFiles.ts';
import { PatchThreads } from './patchThreads.ts';
import { PatchTree } from './patchTree.ts';
import type { ApplyPatches, Decision } from './review.ts';
import { ReviewBook } from './reviewBook.ts';
import { registerReviewCommands } from './reviewCommands.ts';
import { Reviews } from './reviews.ts';
import { ReviewStore } from './reviewStore.ts';
import type { FindStep } from './showEvidence.ts';

interface ReviewDependencies {
  memento: vscode.Memento;
  apply: ApplyPatches;
  /** Remembers decisions, once they are carried out. */
  record: (entry: OpenReview, decisions: Decision[]) => Promise<void>;
  /** Opens the report of the run behind a proposal. */
  showReport: (run: SkillRun) => void;
  findStep: FindStep;
  /** What a session was about; undefined where it is not in the list of sessions. */
  sessionName: (path: string) => string | undefined;
}

/** Puts the review together: proposed texts, threads, view and commands. */
export function registerReview({ memento, apply, record, showReport, findStep, sessionName }: ReviewDependencies): {
  reviews: Reviews;
  disposable: Disposables;
} {
  const all = new Disposables();
  const files = new PatchFiles();
  all.add(vscode.workspace.registerFileSystemProvider(PATCH_SCHEME, files, { isCaseSensitive: true }));
  const threads = all.add(new PatchThreads());
  const book = all.add(new ReviewBook({ store: new ReviewStore(memento), files, threads }));
  const reviews = all.add(new Reviews({ apply, record, book }));
  const tree = all.add(new PatchTree(reviews, sessionName));
  all.add(registerReviewCommands({ reviews, threads, rowsAtFocus: () => tree.rowsAtFocus(), showReport, findStep }));
  return { reviews, disposable: all };
}
