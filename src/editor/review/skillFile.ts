import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import { describeFileError } from '../../platform/describeFileError.ts';
import { readTextFile } from '../../platform/readTextFile.ts';

/** How long the editor may take to load what has changed on disk before its own text counts. */
const RELOAD_MS = 2000;

/**
 * The skill as the editor has it, unsaved changes included; undefined when there is no such file.
 * @throws an Error that names the file when it cannot be read.
 */
export async function openSkill(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw new Error(`${pathOf(uri)}: ${describeFileError(error)}`, { cause: error });
  }
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    await whenLoaded(document);
    return document;
  } catch (error) {
    throw new Error(`${pathOf(uri)}: ${describeFileError(error)}`, { cause: error });
  }
}

/** An agent may have written the file a moment ago: the editor shows the old text until its watcher has told it. */
async function whenLoaded(document: vscode.TextDocument): Promise<void> {
  for (const end = Date.now() + RELOAD_MS; !document.isDirty && Date.now() < end;) {
    const onDisk = await vscode.workspace.decode(await vscode.workspace.fs.readFile(document.uri), { uri: document.uri });
    if (sameText(onDisk, document.getText())) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Line ends and byte order mark aside, which an editor's document does not hold as the file does. */
function sameText(a: string, b: string): boolean {
  const plain = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  return plain(a) === plain(b);
}

/**
 * Makes SKILL.md hold `text` by one edit, so that one undo takes it back, and saves it. A document with unsaved changes stays unsaved:
 * whether those go to disk is not ours to say. `open` is undefined for a file that is to be created; `base` is the document's text on
 * which `text` stands: what was typed since then would be lost, so then nothing is written.
 * @returns the reason for people when it could not be done; the document then is as it was.
 */
export async function writeSkill(
  uri: vscode.Uri,
  open: { document: vscode.TextDocument; base: string } | undefined,
  text: string,
): Promise<string | undefined> {
  const edit = new vscode.WorkspaceEdit();
  if (!open) {
    edit.createFile(uri, { contents: await vscode.workspace.encode(text, { uri }) });
    const done = await vscode.workspace.applyEdit(edit, { isRefactoring: true });
    return done ? undefined : vscode.l10n.t('{0} could not be created.', pathOf(uri));
  }
  if (await isReadOnly(uri)) return vscode.l10n.t('{0} is read-only.', pathOf(uri));
  const { document, base } = open;
  if (base === text && document.getText() === base) return undefined;
  const damage = await damageBySaving(document);
  if (damage !== undefined) return damage;
  if (document.getText() !== base) return vscode.l10n.t('{0} has just been changed.', pathOf(uri));
  const wasDirty = document.isDirty;
  edit.replace(uri, ...smallestChange(document, text));
  if (!(await vscode.workspace.applyEdit(edit, { isRefactoring: true })))
    return vscode.l10n.t('The editor refused to change {0}.', pathOf(uri));
  if (wasDirty || !document.isDirty || (await document.save())) return undefined;
  const back = new vscode.WorkspaceEdit();
  back.replace(uri, ...smallestChange(document, base));
  await vscode.workspace.applyEdit(back);
  return vscode.l10n.t('{0} could not be saved.', pathOf(uri));
}

/**
 * Why saving the document would change more bytes than the edit does. The editor replaces what it cannot decode and makes all line ends
 * one: of the author's bytes, none may change.
 */
async function damageBySaving(document: vscode.TextDocument): Promise<string | undefined> {
  const { uri } = document;
  if (document.isDirty || uri.scheme !== 'file' || !document.encoding.startsWith('utf8')) return undefined;
  try {
    const ends = new Set((await readTextFile(uri.fsPath)).match(/\r\n|\r|\n/g));
    if (ends.size <= 1) return undefined;
    return vscode.l10n.t(
      '{0} mixes kinds of line ends, and the editor would rewrite them all. Choose one kind with "Change End of Line Sequence" and save it first.',
      pathOf(uri),
    );
  } catch (error) {
    return messageOf(error);
  }
}

/** The part that differs, so that cursors, folds and markers elsewhere stay where they are. */
export function smallestChange(document: vscode.TextDocument, text: string): [vscode.Range, string] {
  const before = document.getText();
  const limit = Math.min(before.length, text.length);
  let start = 0;
  while (start < limit && before[start] === text[start]) start++;
  let same = 0;
  while (same < limit - start && before[before.length - 1 - same] === text[text.length - 1 - same]) same++;
  // An offset between the two halves of a line end is no position.
  if (before[start - 1] === '\r' && before[start] === '\n') start--;
  if (same > 0 && before[before.length - same] === '\n' && before[before.length - same - 1] === '\r') same--;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(before.length - same));
  return [range, text.slice(start, text.length - same)];
}

/** A file without any write permission counts as read-only also for a user whom the system would let write it. */
async function isReadOnly(uri: vscode.Uri): Promise<boolean> {
  const { permissions } = await vscode.workspace.fs.stat(uri);
  if (((permissions ?? 0) & vscode.FilePermission.Readonly) !== 0) return true;
  if (uri.scheme !== 'file') return vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false;
  try {
    const { mode } = await fs.stat(uri.fsPath);
    await fs.access(uri.fsPath, fs.constants.W_OK);
    return (mode & 0o222) === 0;
  } catch {
    return true;
  }
}

export function pathOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}
