import type * as vscode from 'vscode';
import type { Evidence } from '../../core/costcraft/patch.ts';
import type { Decision } from '../review/review.ts';

const KEY = 'clawtrace.ruleEvidence';

/** Evidence by address of the skill, then by id of the rule. */
type Kept = Record<string, Record<string, Evidence[]>>;

/**
 * The steps behind the rules that were accepted in this workspace: the way from a rule back to its sources. Not in the ledger, which may
 * be committed: these name sessions and files of this person's machine.
 */
export class KeptEvidence {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  remember(skill: vscode.Uri, decisions: readonly Decision[]): void {
    const accepted = decisions.filter(({ decision, patch }) => decision === 'accepted' && patch.kind !== 'retire');
    if (accepted.length === 0) return;
    const all = this.#memento.get<Kept>(KEY, {});
    const own = Object.fromEntries(accepted.map(({ patch }) => [patch.id, patch.evidence]));
    void this.#memento.update(KEY, { ...all, [skill.toString()]: { ...all[skill.toString()], ...own } });
  }

  of(skill: vscode.Uri, id: string): Evidence[] {
    return this.#memento.get<Kept>(KEY, {})[skill.toString()]?.[id] ?? [];
  }
}
