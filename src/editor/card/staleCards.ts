import * as vscode from 'vscode';
import type { FileFingerprint } from '../../protocol/workerMessages.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { Debounce } from '../shared/debounce.ts';
import { Disposables } from '../shared/disposables.ts';
import type { CardInspections } from './cardInspections.ts';
import { CARD_SCHEME, isCard } from './cardUri.ts';
import { findSource } from './findSource.ts';

const t = vscode.l10n.t;
const CODE = 'session-changed';

export function isStaleDiagnostic({ code }: vscode.Diagnostic): boolean {
  return code === CODE;
}

/** Says at an open card on disk that its session's file is no longer what the card was made from. Compiled cards follow by themselves. */
export class StaleCards implements vscode.Disposable {
  readonly #inspections: CardInspections;
  readonly #fingerprint: (path: string) => Promise<FileFingerprint | undefined>;
  readonly #disposables = new Disposables();
  readonly #collection = this.#disposables.add(vscode.languages.createDiagnosticCollection('clawtrace-stale'));
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #check = this.#disposables.add(new Debounce(() => void this.#checkAll(), 200, 1000));
  readonly #stale = new Set<string>();
  /** Hashes of files as they were at a time and size, so that only a file that changed is read. */
  readonly #known = new Map<string, { stamp: string; print: FileFingerprint | undefined }>();

  /** Another card is out of date, or no longer. */
  readonly onDidChange = this.#changed.event;

  constructor(catalog: SessionCatalog, inspections: CardInspections, fingerprint: (path: string) => Promise<FileFingerprint | undefined>) {
    this.#inspections = inspections;
    this.#fingerprint = fingerprint;
    const check = (): void => this.#check.trigger();
    this.#disposables.add(inspections.onDidChange(check));
    this.#disposables.add(catalog.onDidChangeContent(check));
    // A session that was found only now may have changed before.
    this.#disposables.add(catalog.onDidChange(check));
    this.#disposables.add(vscode.window.onDidChangeVisibleTextEditors(check));
    // A session outside the watched folders changes unseen while another program has the focus.
    this.#disposables.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && check()));
    this.#disposables.add(vscode.workspace.onDidCloseTextDocument((document) => this.#set(document, undefined)));
    check();
  }

  has(document: vscode.TextDocument): boolean {
    return this.#stale.has(document.uri.toString());
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #checkAll(): Promise<void> {
    const documents = new Set(vscode.window.visibleTextEditors.map(({ document }) => document));
    for (const document of documents) {
      if (!isCard(document) || document.uri.scheme === CARD_SCHEME || !vscode.workspace.isTrusted) continue;
      const line = await this.#staleLine(document).catch(() => undefined);
      if (!document.isClosed) this.#set(document, line);
    }
  }

  /** The line that names the source (1-based) where the source is another by now. */
  async #staleLine(document: vscode.TextDocument): Promise<number | undefined> {
    const inspection = await this.#inspections.of(document);
    const { source } = inspection;
    // Only a hash tells for sure; a card without one cannot be out of date.
    if (!source?.sha256) return undefined;
    const uri = await findSource(document, inspection);
    if (!uri) return undefined;
    const { size, mtime } = await vscode.workspace.fs.stat(uri);
    if (source.bytes !== undefined && size !== source.bytes) return source.line;
    const stamp = `${size} ${mtime}`;
    const known = this.#known.get(uri.fsPath);
    const print = known?.stamp === stamp ? known.print : await this.#fingerprint(uri.fsPath);
    this.#known.set(uri.fsPath, { stamp, print });
    return print && print.sha256 !== source.sha256 ? source.line : undefined;
  }

  #set(document: vscode.TextDocument, line: number | undefined): void {
    const key = document.uri.toString();
    const was = this.#stale.has(key);
    if (line === undefined) {
      this.#stale.delete(key);
      this.#collection.delete(document.uri);
    } else {
      this.#stale.add(key);
      const range = document.lineAt(Math.min(line, document.lineCount) - 1).range;
      const start = new vscode.Position(range.start.line, document.lineAt(range.start.line).firstNonWhitespaceCharacterIndex);
      const diagnostic = new vscode.Diagnostic(
        new vscode.Range(start, range.end),
        t('The session has changed since this TraceCard was made.'),
        vscode.DiagnosticSeverity.Information,
      );
      diagnostic.source = 'ClawTrace';
      diagnostic.code = CODE;
      this.#collection.set(document.uri, [diagnostic]);
    }
    if (was !== this.#stale.has(key)) this.#changed.fire();
  }
}
