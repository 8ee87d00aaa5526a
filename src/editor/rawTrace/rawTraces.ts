import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import type { LineCostsAnswer } from '../../protocol/workerMessages.ts';
import { sessionFileAbove } from '../../platform/agentFiles.ts';
import { isSurelyTraceFileName } from '../../platform/traceFileNames.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { Disposables } from '../shared/disposables.ts';

/** The costs of some lines of a session's file. */
export type TracePart = Extract<LineCostsAnswer, { kind: 'session' }>;

export type AskLineCosts = (request: { path: string; from: number; to: number }) => Promise<LineCostsAnswer>;

interface Known {
  /** Lines that `part` tells of; 1-based, both included. */
  from: number;
  to: number;
  /** Undefined: the file is no session. */
  part: TracePart | undefined;
  /** The file was written to since. */
  isStale: boolean;
}

/** Parts of one file that are kept: it may be open in several editors, each at another place. */
const PARTS = 4;

/** Lines asked for above and below those in sight: scrolling within them asks nobody. */
const AHEAD = 400;

/**
 * The open session files and what their lines cost, as far as somebody looked. The worker reads the file; the text in the editor, which
 * may be tens of megabytes, is never looked at here.
 */
export class RawTraces implements vscode.Disposable {
  readonly #catalog: SessionCatalog;
  readonly #ask: AskLineCosts;
  readonly #log: (message: string) => void;
  /** By path, the newest part first. */
  readonly #known = new Map<string, Known[]>();
  /** What is being asked, by path, and which lines are wanted when that is answered. */
  readonly #asking = new Map<string, { from: number; to: number }>();
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<string>());

  /** New costs for lines of this file (its path; '' for any) have come, or old ones no longer hold. */
  readonly onDidChange = this.#changed.event;

  constructor(catalog: SessionCatalog, ask: AskLineCosts, log: (message: string) => void) {
    this.#catalog = catalog;
    this.#ask = ask;
    this.#log = log;
    this.#disposables.add(
      catalog.onDidChangeContent((path) => {
        for (const [file, parts] of this.#known) {
          if (file !== path && parts.every(({ part }) => part?.session !== path)) continue;
          for (const known of parts) known.isStale = true;
          this.#changed.fire(file);
        }
      }),
    );
    // A file without the name of a session is one when the catalog says so, which may be later than its editor opens.
    this.#disposables.add(catalog.onDidChange(() => this.#changed.fire('')));
    this.#disposables.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#known.delete(uri.fsPath)));
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('clawtrace.prices')) this.#forget();
      }),
    );
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#forget()));
  }

  /** True where the document may be a session's file; the worker has the last word. An edited one no longer has the lines of the file. */
  isCandidate({ uri, isDirty }: vscode.TextDocument): boolean {
    if (uri.scheme !== 'file' || isDirty || !vscode.workspace.isTrusted) return false;
    const path = uri.fsPath;
    const known = this.#known.get(path)?.[0];
    if (known && !known.isStale) return known.part !== undefined;
    const owner = sessionFileAbove(path);
    return (
      this.#catalog.get(path) !== undefined ||
      isSurelyTraceFileName(path) ||
      (owner !== undefined && this.#catalog.get(owner) !== undefined)
    );
  }

  /** What is known of these lines (1-based, both included). Asks for them where nothing or only something old is. */
  look(document: vscode.TextDocument, from: number, to: number): TracePart | undefined {
    if (!this.isCandidate(document)) return undefined;
    const path = document.uri.fsPath;
    const parts = this.#known.get(path) ?? [];
    const known = parts.find((candidate) => candidate.from <= from && to <= candidate.to);
    if (!known || known.isStale) void this.#fetch(path, Math.max(1, from - AHEAD), to + AHEAD);
    return (known ?? parts[0])?.part;
  }

  /** What is known of the file as a whole, whichever lines it was asked about. Asks only where nothing is known: see `look`. */
  whole(document: vscode.TextDocument): TracePart | undefined {
    const known = this.#known.get(document.uri.fsPath)?.[0];
    return known && this.isCandidate(document) ? known.part : this.look(document, 1, 1);
  }

  /** The costs of one line, asked for if need be; undefined where the file is no session. */
  async at(document: vscode.TextDocument, line: number): Promise<TracePart | undefined> {
    if (!this.isCandidate(document)) return undefined;
    const parts = this.#known.get(document.uri.fsPath) ?? [];
    const known = parts.find(({ from, to, isStale }) => !isStale && from <= line && line <= to);
    if (known) return known.part;
    const answer = await this.#ask({ path: document.uri.fsPath, from: line, to: line });
    return answer.kind === 'session' ? answer : undefined;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** One question at a time for a file: who scrolls fast wants the last place, not all between. */
  async #fetch(path: string, from: number, to: number): Promise<void> {
    const asking = this.#asking.get(path);
    if (asking?.from === from && asking.to === to) return;
    this.#asking.set(path, { from, to });
    if (asking) return;
    for (let wanted = this.#asking.get(path); wanted;) {
      try {
        const answer = await this.#ask({ path, ...wanted });
        this.#keep(path, { ...wanted, part: answer.kind === 'session' ? answer : undefined, isStale: false });
      } catch (error) {
        this.#log(`${path}: ${messageOf(error)}`);
        // Not asked again before the file changes or other lines are looked at.
        this.#keep(path, { ...wanted, part: this.#known.get(path)?.[0]?.part, isStale: false });
      }
      const next = this.#asking.get(path);
      wanted = next === wanted ? undefined : next;
    }
    this.#asking.delete(path);
    this.#changed.fire(path);
  }

  #keep(path: string, fresh: Known): void {
    const others = (this.#known.get(path) ?? []).filter(({ from, to }) => from < fresh.from || to > fresh.to);
    this.#known.set(path, [fresh, ...others].slice(0, PARTS));
  }

  #forget(): void {
    const files = [...this.#known.keys()];
    for (const known of [...this.#known.values()].flat()) known.isStale = true;
    for (const file of files) this.#changed.fire(file);
  }
}
