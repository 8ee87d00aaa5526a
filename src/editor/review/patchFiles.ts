import * as vscode from 'vscode';

/** Scheme of proposed texts of SKILL.md. They live in memory: saving one writes nothing to disk. */
export const PATCH_SCHEME = 'clawtrace-patch';

/** Address of the proposed text; its path is the skill's own, so that tab, language and tooltip are those of a SKILL.md. */
export function proposedUri(skill: vscode.Uri): vscode.Uri {
  return skill.with({ scheme: PATCH_SCHEME, query: '', fragment: '' });
}

/** Left side of the diff for a skill that does not exist yet: empty and read-only. */
export function emptyUri(skill: vscode.Uri): vscode.Uri {
  return proposedUri(skill).with({ query: 'none' });
}

interface MemoryFile {
  text: string;
  ctime: number;
  mtime: number;
}

/** The proposed texts, as files that the editor can open, change and save. */
export class PatchFiles implements vscode.FileSystemProvider {
  readonly #files = new Map<string, MemoryFile>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #saved = new vscode.EventEmitter<vscode.Uri>();

  readonly onDidChangeFile = this.#changed.event;
  /** A person (or auto save) saved the right side. */
  readonly onDidSave = this.#saved.event;

  text(uri: vscode.Uri): string | undefined {
    return this.#files.get(uri.toString())?.text;
  }

  /** Replaces the text; an open editor without unsaved changes shows it at once. */
  set(uri: vscode.Uri, text: string): void {
    const key = uri.toString();
    const before = this.#files.get(key);
    if (before?.text === text) return;
    this.#store(uri, text);
    this.#changed.fire([{ type: before ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created, uri }]);
  }

  remove(uri: vscode.Uri): void {
    if (this.#files.delete(uri.toString())) this.#changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    if (isEmptySide(uri)) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: 0, permissions: vscode.FilePermission.Readonly };
    const { text, ctime, mtime } = this.#get(uri);
    return { type: vscode.FileType.File, ctime, mtime, size: Buffer.byteLength(text) };
  }

  /** In the encoding that the user's settings give for such a file, because that is how the editor will read it. */
  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    if (isEmptySide(uri)) return new Uint8Array();
    return vscode.workspace.encode(this.#get(uri).text, { uri });
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    if (isEmptySide(uri)) throw vscode.FileSystemError.NoPermissions(uri);
    this.#get(uri);
    this.#store(uri, await vscode.workspace.decode(content, { uri }));
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    this.#saved.fire(uri);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #get(uri: vscode.Uri): MemoryFile {
    const file = this.#files.get(uri.toString());
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }

  #store(uri: vscode.Uri, text: string): void {
    const before = this.#files.get(uri.toString());
    const now = Date.now();
    // Two changes within one millisecond must still look like two to the editor.
    const mtime = before ? Math.max(now, before.mtime + 1) : now;
    this.#files.set(uri.toString(), { text, ctime: before?.ctime ?? now, mtime });
  }
}

function isEmptySide(uri: vscode.Uri): boolean {
  return uri.query === 'none';
}
