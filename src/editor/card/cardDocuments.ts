import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import { Disposables } from '../shared/disposables.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { CARD_SCHEME, cardAddress, cardUri } from './cardUri.ts';
import type { CardAddress } from './cardUri.ts';

/** Compiles the card of a session to YAML. Rejects with a message for people that names the file. */
export type CompileCard = (request: CardAddress & { brief?: boolean }) => Promise<string>;

interface Compiled {
  address: CardAddress;
  bytes: Uint8Array;
  mtime: number;
}

/**
 * The compiled cards as a read-only file system, so that tabs survive a reload. An open card follows its session while that is written.
 */
export class CardDocuments implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #compile: CompileCard;
  readonly #cards = new Map<string, Promise<Compiled>>();
  readonly #stale = new Set<string>();
  readonly #disposables = new Disposables();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  #updating = false;

  readonly onDidChangeFile = this.#changed.event;

  constructor(catalog: SessionCatalog, compile: CompileCard) {
    this.#compile = compile;
    this.#disposables.add(vscode.workspace.registerFileSystemProvider(CARD_SCHEME, this, { isReadonly: true, isCaseSensitive: true }));
    this.#disposables.add(
      catalog.onDidChangeContent((path) => {
        this.#stale.add(path);
        void this.#update();
      }),
    );
    this.#disposables.add(
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.uri.scheme === CARD_SCHEME) this.#cards.delete(document.uri.toString());
      }),
    );
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { bytes, mtime } = await this.#get(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length, permissions: vscode.FilePermission.Readonly };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.#get(uri)).bytes;
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #get(uri: vscode.Uri): Promise<Compiled> {
    const address = cardAddress(uri);
    if (!address) return Promise.reject(vscode.FileSystemError.FileNotFound(uri));
    const key = cardUri(address).toString();
    let card = this.#cards.get(key);
    if (!card) {
      card = this.#make(address);
      this.#cards.set(key, card);
      // A card that failed is tried again when it is asked for again.
      card.catch(() => this.#cards.delete(key));
    }
    return card;
  }

  async #make(address: CardAddress): Promise<Compiled> {
    try {
      const bytes = new TextEncoder().encode(await this.#compile(address));
      return { address, bytes, mtime: Date.now() };
    } catch (error) {
      throw vscode.FileSystemError.Unavailable(messageOf(error));
    }
  }

  /** At once, and one after the other: what changes while a card is made is made when that is done, together. */
  async #update(): Promise<void> {
    if (this.#updating) return;
    this.#updating = true;
    while (this.#stale.size > 0) {
      const paths = new Set(this.#stale);
      this.#stale.clear();
      for (const [key, card] of [...this.#cards]) await this.#remake(key, card, paths);
    }
    this.#updating = false;
  }

  async #remake(key: string, card: Promise<Compiled>, paths: ReadonlySet<string>): Promise<void> {
    const old = await card.catch(() => undefined);
    if (!old || !paths.has(old.address.path)) return;
    const fresh = await this.#make(old.address).catch(() => undefined);
    // A session that was deleted or cannot be read now leaves its last card open.
    if (!fresh || !this.#cards.has(key) || sameBytes(fresh.bytes, old.bytes)) return;
    this.#cards.set(key, Promise.resolve(fresh));
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri: vscode.Uri.parse(key) }]);
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
