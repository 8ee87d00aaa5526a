import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { createPriceBook } from '../core/cost/priceBook.ts';
import type { PriceBook } from '../core/cost/priceBook.ts';
import { readOwnPrices } from '../core/cost/readOwnPrices.ts';
import type { AgentFiles } from '../platform/agentFiles.ts';
import { analyzeFile } from '../platform/analyzeFile.ts';
import type { AnalyzedFile } from '../platform/analyzeFile.ts';
import type { NotLoaded } from '../platform/loadSession.ts';
import type { WorkerSettings } from '../protocol/workerMessages.ts';
import { markFileOf } from '../platform/markFile.ts';
import { OutcomeFolders } from '../platform/outcomeFiles.ts';
import { parseAddress } from '../platform/sessionAddress.ts';
import { stampStored } from '../platform/stampStored.ts';
import { BoundedCache } from './boundedCache.ts';

interface Kept {
  /** Sizes and times of all files the session was read from. */
  stamp: string;
  file: AnalyzedFile;
}

/** Sessions kept in memory: what a person goes back and forth between. A session takes about twice its file's bytes. */
const MAX_SESSIONS = 24;
const MAX_BYTES = 96 * 1024 * 1024;

/** Analysed sessions by path, read anew when one of their files has changed or the prices are others. */
export class SessionStore {
  readonly #cache = new BoundedCache<Kept>(MAX_SESSIONS, MAX_BYTES);
  readonly #folders = new WeakMap<AgentFiles, OutcomeFolders>();
  #prices = '';
  #book: PriceBook | undefined;

  /** The prices of the settings; those that are malformed make it throw a RangeError that names them. */
  bookFor(settings: WorkerSettings): PriceBook {
    const key = JSON.stringify(settings.prices);
    if (!this.#book || key !== this.#prices) {
      this.#book = createPriceBook(readOwnPrices(settings.prices));
      this.#prices = key;
    }
    return this.#book;
  }

  /** Folders are listed once in a call of the worker, as the files of sub-agents are. */
  #foldersOf(call: AgentFiles): OutcomeFolders {
    let folders = this.#folders.get(call);
    if (!folders) this.#folders.set(call, (folders = new OutcomeFolders()));
    return folders;
  }

  async get(file: string, settings: WorkerSettings, agentFiles: AgentFiles, signal: AbortSignal): Promise<AnalyzedFile | NotLoaded> {
    const book = this.bookFor(settings);
    const key = `${file}\n${this.#prices}`;
    const outcomes = { folders: this.#foldersOf(agentFiles), workspaces: settings.workspaces ?? [], home: homedir() };
    const reports = [...outcomes.workspaces.map(markFileOf), ...(await outcomes.folders.reportsOf(file))];
    const { stamp, bytes } = await stampOf([file, ...(await agentFiles.of(file)), ...reports]);
    const kept = this.#cache.get(key);
    if (kept?.stamp === stamp) return kept.file;
    const result = await analyzeFile(file, { book, agentFiles, outcomes, signal });
    if (result.kind === 'session') this.#cache.set(key, { stamp, file: result }, bytes);
    else this.#cache.delete(key);
    return result;
  }
}

async function stampOf(files: readonly string[]): Promise<{ stamp: string; bytes: number }> {
  let bytes = 0;
  const parts: string[] = [];
  for (const file of files) {
    const address = parseAddress(file);
    if (address) {
      const stored = stampStored(address);
      bytes += stored.bytes;
      parts.push(`${file}:${stored.stamp}`);
      continue;
    }
    const stats = await stat(file, { bigint: true }).catch(() => undefined);
    bytes += Number(stats?.size ?? 0);
    parts.push(`${file}:${stats?.ino}:${stats?.size}:${stats?.mtimeNs}`);
  }
  return { stamp: parts.join('\n'), bytes };
}
