import * as vscode from 'vscode';
import { toDiagnostic } from '../shared/toDiagnostic.ts';
import type { CardInspections } from './cardInspections.ts';
import { CARD_SUFFIX } from '../../platform/cardNameOf.ts';

/** The extension that would report violations of the contributed schema as well. */
const YAML_EXTENSION = 'redhat.vscode-yaml';

/** True where another extension checks, completes and explains cards by the schema that this one contributes. */
export function isYamlElsewhere(): boolean {
  return vscode.extensions.getExtension(YAML_EXTENSION)?.isActive === true;
}

/** Problems of every open card, with exact ranges. What another YAML extension says already is left to it. */
export function registerCardProblems(inspections: CardInspections): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('clawtrace');
  const update = (document: vscode.TextDocument): void => {
    if (document.isClosed) return collection.delete(document.uri);
    const inspection = inspections.current(document);
    if (!inspection) return;
    const problems = inspection.problems.filter(({ code }) => !(isYamlElsewhere() && isSaidBySchema(code)));
    collection.set(document.uri, problems.map(toDiagnostic));
  };
  // A document may live on for minutes after its tab was closed and its file deleted.
  const watcher = vscode.workspace.createFileSystemWatcher(`**/*${CARD_SUFFIX}`, true, true, false);
  watcher.onDidDelete((uri) => collection.delete(uri));
  return vscode.Disposable.from(collection, watcher, inspections.onDidChange(update));
}

/** Codes of what a YAML parser and a JSON Schema can tell; sums and references they cannot. */
function isSaidBySchema(code: string): boolean {
  return code.startsWith('schema') || code.startsWith('yaml');
}
