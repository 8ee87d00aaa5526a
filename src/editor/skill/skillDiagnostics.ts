import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import type { TextProblem } from '../../core/session/textProblem.ts';
import { Debounce } from '../shared/debounce.ts';
import { Disposables } from '../shared/disposables.ts';
import { toDiagnostic } from '../shared/toDiagnostic.ts';
import { isSkill, SKILL_PATTERN } from './isSkill.ts';

const NOT_OURS = '**/{node_modules,.git}/**';
/** More skills than any workspace was seen to hold: a bound on what is read when the window opens. */
const FILE_LIMIT = 500;
const TYPING_MS = 300;

export type InspectSkill = (text: string, path: string) => Promise<TextProblem[]>;

/** Problems of every SKILL.md in the workspace: of open ones as they are typed, of the others as they stand on disk. */
export class SkillDiagnostics implements vscode.Disposable {
  readonly #inspect: InspectSkill;
  readonly #onProblem: (message: string) => void;
  readonly #collection = vscode.languages.createDiagnosticCollection('clawtrace-skill');
  readonly #all = new Disposables();
  /** Files to look at again, by address. */
  readonly #waiting = new Map<string, vscode.Uri>();
  readonly #debounce = new Debounce(() => void this.#run(), TYPING_MS);

  constructor(inspect: InspectSkill, onProblem: (message: string) => void) {
    this.#inspect = inspect;
    this.#onProblem = onProblem;
    this.#all.add(this.#collection);
    this.#all.add(this.#debounce);
    const documentChanged = (document: vscode.TextDocument): void => {
      if (isSkill(document)) this.#look(document.uri);
    };
    this.#all.add(vscode.workspace.onDidOpenTextDocument(documentChanged));
    this.#all.add(vscode.workspace.onDidChangeTextDocument(({ document }) => documentChanged(document)));
    // What was typed and not saved is gone with the document: the file counts again.
    this.#all.add(vscode.workspace.onDidCloseTextDocument(documentChanged));
    const watcher = this.#all.add(vscode.workspace.createFileSystemWatcher(SKILL_PATTERN));
    this.#all.add(watcher.onDidCreate((uri) => this.#look(uri)));
    this.#all.add(watcher.onDidChange((uri) => this.#look(uri)));
    this.#all.add(watcher.onDidDelete((uri) => this.#collection.delete(uri)));
    vscode.workspace.textDocuments.forEach(documentChanged);
    // The editor's watcher misses files in folders that are as new as they are, which is how agents write skills.
    this.#all.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) void this.#lookAtAll();
      }),
    );
    void this.#lookAtAll();
  }

  dispose(): void {
    this.#all.dispose();
  }

  async #lookAtAll(): Promise<void> {
    try {
      for (const uri of await vscode.workspace.findFiles(SKILL_PATTERN, NOT_OURS, FILE_LIMIT)) this.#look(uri);
    } catch (error) {
      this.#onProblem(messageOf(error));
    }
  }

  #look(uri: vscode.Uri): void {
    this.#waiting.set(uri.toString(), uri);
    this.#debounce.trigger();
  }

  async #run(): Promise<void> {
    const uris = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const uri of uris) {
      try {
        await this.#check(uri);
      } catch (error) {
        this.#onProblem(`${uri.fsPath}: ${messageOf(error)}`);
      }
    }
  }

  async #check(uri: vscode.Uri): Promise<void> {
    const text = await currentText(uri);
    if (text === undefined) {
      this.#collection.delete(uri);
      return;
    }
    const problems = await this.#inspect(text, uri.path);
    // What was typed meanwhile is waiting already; older findings would only flicker.
    if (!this.#waiting.has(uri.toString())) this.#collection.set(uri, problems.map(toDiagnostic));
  }
}

/** The open document's text, else the file's; undefined when there is none or a skill is not kept there. */
async function currentText(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString() && !document.isClosed);
  if (open) return open.getText();
  try {
    return await vscode.workspace.decode(await vscode.workspace.fs.readFile(uri), { uri });
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
