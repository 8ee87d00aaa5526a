import * as vscode from 'vscode';
import type { RuleEffect } from '../../core/costcraft/effect/ruleEffect.ts';

/** What was measured in this window, until it is measured again: by skill, then by rule. */
export class MeasuredRules implements vscode.Disposable {
  readonly #effects = new Map<string, ReadonlyMap<string, RuleEffect>>();
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChange = this.#changed.event;

  set(skill: vscode.Uri, effects: readonly RuleEffect[]): void {
    this.#effects.set(skill.toString(), new Map(effects.map((effect) => [effect.patch, effect])));
    this.#changed.fire();
  }

  /** Undefined where nothing was measured, and for a rule that was accepted anew since. */
  of(skill: vscode.Uri, id: string, since: string): RuleEffect | undefined {
    const effect = this.#effects.get(skill.toString())?.get(id);
    return effect?.since === since ? effect : undefined;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
