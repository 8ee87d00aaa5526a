import * as vscode from 'vscode';
import { isPacked } from '../../platform/readRecordsText.ts';

/** Scheme of read-only documents that hold the records of sessions whose file is no text. */
const RECORDS_SCHEME = 'clawtrace-records';

/** Where a session's records can be seen: its file, or a document made of them. */
export function sourceUri(sessionPath: string): vscode.Uri {
  if (!isPacked(sessionPath)) return vscode.Uri.file(sessionPath);
  const name = (sessionPath.split(/[\\/#]/).at(-1) ?? 'session').replace(/\.zst$/, '');
  return vscode.Uri.from({
    scheme: RECORDS_SCHEME,
    path: `/${name}${name.includes('.jsonl') ? '' : '.jsonl'}`,
    query: JSON.stringify({ path: sessionPath }),
  });
}

/** The path of the session that `sourceUri` was made of. */
export function sessionPathOf(uri: vscode.Uri): string {
  if (uri.scheme !== RECORDS_SCHEME) return uri.fsPath;
  const { path } = JSON.parse(uri.query) as { path?: unknown };
  if (typeof path !== 'string') throw vscode.FileSystemError.FileNotFound(uri);
  return path;
}

/** Shows the records of databases and packed files, which `read` brings. What an agent adds later shows when the document is opened again. */
export function registerRecords(read: (sessionPath: string) => Promise<string>): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(RECORDS_SCHEME, {
    provideTextDocumentContent: (uri) => read(sessionPathOf(uri)),
  });
}
