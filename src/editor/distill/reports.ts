import * as vscode from 'vscode';
import type { PatchSet } from '../../core/costcraft/patch.ts';
import { pathOf } from '../review/skillFile.ts';
import { reportText } from './reportText.ts';

const SCHEME = 'clawtrace-report';

/** Reports of runs, as documents in memory; one per skill. */
export class Reports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('This report was not kept. Run "Distill Skill" again.');
  }

  async show(skill: vscode.Uri, set: PatchSet): Promise<void> {
    const folder = skill.path.split('/').at(-2) ?? 'skill';
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${folder}.md`, query: skill.toString() });
    this.#texts.set(uri.toString(), reportText({ ...set, skill: { ...set.skill, file: pathOf(skill) } }, vscode.l10n.t));
    this.#changed.fire(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // The preview is an extension of the editor's own, which can be switched off.
      await vscode.window.showTextDocument(uri, { preview: true });
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
