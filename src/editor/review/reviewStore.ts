import * as vscode from 'vscode';
import type { PatchSet } from '../../core/costcraft/patch.ts';
import type { SkillRun } from './openReview.ts';
import type { Review } from './review.ts';

const KEY = 'clawtrace.reviews';
const VERSION = 2;

interface Stored {
  version: typeof VERSION;
  runs: { skill: string; set: PatchSet; review?: Review }[];
}

/** Keeps what the last runs found, pending proposals above all, over a reload of the window. */
export class ReviewStore {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  load(): SkillRun[] {
    const stored = this.#memento.get<Partial<Stored>>(KEY);
    // Another version of the extension may have written it in another form.
    if (stored?.version !== VERSION || !Array.isArray(stored.runs)) return [];
    return stored.runs.map(({ skill, ...rest }) => ({ skill: vscode.Uri.parse(skill, true), ...rest }));
  }

  save(runs: readonly SkillRun[]): void {
    const stored: Stored = { version: VERSION, runs: runs.map(({ skill, ...rest }) => ({ ...rest, skill: skill.toString() })) };
    void this.#memento.update(KEY, stored.runs.length > 0 ? stored : undefined);
  }
}
