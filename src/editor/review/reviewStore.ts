import * as vscode from 'vscode';
import type { PatchSet } from '../../core/costcraft/patch.ts';
import type { Review } from './review.ts';
import type { OpenReview } from './openReview.ts';

const KEY = 'clawtrace.reviews';

interface Stored {
  version: 1;
  reviews: { skill: string; review: Review; set: PatchSet }[];
}

/** Keeps pending proposals over a reload of the window. */
export class ReviewStore {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  load(): OpenReview[] {
    const stored = this.#memento.get<Partial<Stored>>(KEY);
    // Another version of the extension may have written it in another form.
    if (stored?.version !== 1 || !Array.isArray(stored.reviews)) return [];
    return stored.reviews.map(({ skill, review, set }) => ({ skill: vscode.Uri.parse(skill, true), review, set }));
  }

  save(reviews: readonly OpenReview[]): void {
    const stored: Stored = { version: 1, reviews: reviews.map(({ skill, review, set }) => ({ skill: skill.toString(), review, set })) };
    void this.#memento.update(KEY, stored.reviews.length > 0 ? stored : undefined);
  }
}
