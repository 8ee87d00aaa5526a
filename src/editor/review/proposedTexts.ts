import * as vscode from 'vscode';
import { emptyUri, type PatchFiles, proposedUri } from './patchFiles.ts';
import { smallestChange } from './skillFile.ts';

/** How long an open editor may take to show what was written to the memory behind it. */
const REFRESH_MS = 2000;

/** The right sides of the diffs: their documents and tabs. */
export class ProposedTexts {
  readonly #files: PatchFiles;

  constructor(files: PatchFiles) {
    this.#files = files;
  }

  /** As the person sees it now, unsaved changes included. */
  get(skill: vscode.Uri): string | undefined {
    return this.#document(skill)?.getText() ?? this.#files.text(proposedUri(skill));
  }

  /** Gives the right side a new text. An open editor has it when this resolves. */
  async set(skill: vscode.Uri, text: string): Promise<void> {
    const document = this.#document(skill);
    if (document?.isDirty) {
      await edit(document, text);
      return;
    }
    this.#files.set(proposedUri(skill), text);
    for (const end = Date.now() + REFRESH_MS; document && document.getText() !== text && !document.isClosed;) {
      if (Date.now() > end) {
        await edit(document, text);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  isShown(skill: vscode.Uri): boolean {
    return this.#tabs(skill).length > 0;
  }

  /** Opens the diff, or brings its tab to the front, and leaves the focus where it is. `line` is 0-based. */
  async show(skill: vscode.Uri, isNew: boolean, line?: number): Promise<void> {
    const options: vscode.TextDocumentShowOptions = { preview: false, preserveFocus: true };
    if (line !== undefined) options.selection = new vscode.Range(line, 0, line, 0);
    const title = vscode.l10n.t('{0} (proposed by ClawTrace)', shortName(skill));
    await vscode.commands.executeCommand('vscode.diff', isNew ? emptyUri(skill) : skill, proposedUri(skill), title, options);
  }

  /** Closes the diff's own tabs and no others. */
  async close(skill: vscode.Uri): Promise<void> {
    // Into memory, so that the editor does not ask whether to save what has been decided.
    const document = this.#document(skill);
    if (document?.isDirty) await document.save();
    const tabs = this.#tabs(skill);
    if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
  }

  remove(skill: vscode.Uri): void {
    this.#files.remove(proposedUri(skill));
  }

  #tabs(skill: vscode.Uri): vscode.Tab[] {
    const key = proposedUri(skill).toString();
    return vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === key);
  }

  #document(skill: vscode.Uri): vscode.TextDocument | undefined {
    const key = proposedUri(skill).toString();
    return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key && !document.isClosed);
  }
}

async function edit(document: vscode.TextDocument, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, ...smallestChange(document, text));
  await vscode.workspace.applyEdit(change);
  // Unsaved text and a newer text in memory would meet in the editor as a conflict.
  await document.save();
}

/** "python-tools/SKILL.md": every skill's file has the same name, so the folder is what tells them apart. */
export function shortName(skill: vscode.Uri): string {
  return skill.path.split('/').slice(-2).join('/');
}
