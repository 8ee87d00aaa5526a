import * as vscode from 'vscode';
import type { CardInspection } from '../../core/card/inspectCard.ts';
import { messageOf } from '../../core/session/messageOf.ts';
import { Debounce } from '../shared/debounce.ts';
import { Disposables } from '../shared/disposables.ts';
import { CARD_SCHEME, isCard } from './cardUri.ts';

interface Known {
  /** Undefined while it waits for an older version's answer: then it will be of the version that stands then. */
  version: number | undefined;
  /** The newest inspection that has arrived, and the version it is of. */
  latest?: { version: number; inspection: CardInspection };
  pending: Promise<CardInspection>;
}

/** How long typing must pause before a card is inspected again. */
const QUIET_MS = 120;

/** What the worker says about every open card, once a version: decorations, hovers, lenses and problems all read from here. */
export class CardInspections implements vscode.Disposable {
  readonly #inspect: (text: string) => Promise<CardInspection>;
  readonly #log: (message: string) => void;
  readonly #known = new Map<string, Known>();
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<vscode.TextDocument>());
  readonly #dirty = new Set<vscode.TextDocument>();
  readonly #quiet = this.#disposables.add(new Debounce(() => this.#inspectDirty(), QUIET_MS));

  /** A new inspection of the document has arrived, or (for a closed document) it is gone. */
  readonly onDidChange = this.#changed.event;

  constructor(inspect: (text: string) => Promise<CardInspection>, log: (message: string) => void) {
    this.#inspect = inspect;
    this.#log = log;
    this.#disposables.add(vscode.workspace.onDidOpenTextDocument((document) => this.#start(document)));
    this.#disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || !isCard(document)) return;
        // Nobody types in a compiled card: its new text is whole.
        if (document.uri.scheme === CARD_SCHEME) return this.#start(document);
        this.#dirty.add(document);
        this.#quiet.trigger();
      }),
    );
    this.#disposables.add(
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (this.#known.delete(document.uri.toString())) this.#changed.fire(document);
      }),
    );
    for (const document of vscode.workspace.textDocuments) this.#start(document);
  }

  /**
   * The inspection of this version, or of a later one: while the worker looks at a text, whoever asks about a newer one waits, so that fast
   * typing in a long card asks about few of its versions.
   */
  of(document: vscode.TextDocument): Promise<CardInspection> {
    const key = document.uri.toString();
    const known = this.#known.get(key);
    if (known && (known.version === document.version || known.version === undefined)) return known.pending;
    const busy = known && known.latest?.version !== known.version ? known.pending : undefined;
    const entry: Known = {
      version: busy ? undefined : document.version,
      pending: Promise.reject(new Error('not asked yet')),
      ...(known?.latest ? { latest: known.latest } : {}),
    };
    const ask = (): Promise<CardInspection> => {
      entry.version = document.version;
      return this.#inspect(document.getText());
    };
    entry.pending.catch(() => {});
    entry.pending = busy ? busy.then(ask, ask) : ask();
    this.#known.set(key, entry);
    entry.pending.then(
      (inspection) => {
        if (this.#known.get(key) !== entry || entry.version === undefined) return;
        entry.latest = { version: entry.version, inspection };
        this.#changed.fire(document);
      },
      (error: unknown) => {
        if (this.#known.get(key) === entry) this.#known.delete(key);
        this.#log(`${document.uri.path}: ${messageOf(error)}`);
      },
    );
    return entry.pending;
  }

  /** The inspection if it is there for the text as it stands; lines of an older one would be wrong. */
  current(document: vscode.TextDocument): CardInspection | undefined {
    const latest = this.#known.get(document.uri.toString())?.latest;
    return latest?.version === document.version ? latest.inspection : undefined;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #start(document: vscode.TextDocument): void {
    if (isCard(document)) this.of(document).catch(() => {});
  }

  #inspectDirty(): void {
    for (const document of this.#dirty) if (!document.isClosed) this.#start(document);
    this.#dirty.clear();
  }
}
