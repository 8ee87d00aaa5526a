import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { createPriceBook } from '../core/cost/priceBook.ts';
import type { PriceBook } from '../core/cost/priceBook.ts';
import { readOwnPrices } from '../core/cost/readOwnPrices.ts';
import { AgentFiles } from '../platform/agentFiles.ts';
import { analyzeFile } from '../platform/analyzeFile.ts';
import type { AnalyzedFile } from '../platform/analyzeFile.ts';
import type { NotLoaded } from '../platform/loadSession.ts';
import type { WorkerSettings } from '../protocol/workerMessages.ts';
import { markFileOf } from '../platform/markFile.ts';
import { OutcomeFolders } from '../platform/outcomeFiles.ts';
import { parseAddress } from '../platform/sessionAddress.ts';
import { stampStored } from '../platform/stampStored.ts';
import { BoundedCache } from './boundedCache.ts';
import { GrowingFiles } from './growingFiles.ts';
import { indexSteps } from './stepIndex.ts';
import type { StepIndex } from './stepIndex.ts';

interface Kept {
  /** Sizes and times of all files the session was read from. */
  stamp: string;
  file: AnalyzedFile;
}

/**
 * Sessions kept in memory: what a person goes back and forth between, and what runs now. A session takes about twice its file's bytes;
 * that of a growing file shares its texts with the reader that is kept for it.
 */
const MAX_SESSIONS = 24;
const MAX_BYTES = 160 * 1024 * 1024;

const MAX_INDEXES = 64;
const MAX_INDEX_BYTES = 32 * 1024 * 1024;

/** A file that was written to in this time, in milliseconds, will soon be written to again. */
const LIVE_MS = 10 * 60_000;

/** Analysed sessions by path, read anew, or read on, when one of their files has changed or the prices are others. */
export class SessionStore {
  readonly #cache = new BoundedCache<Kept>(MAX_SESSIONS, MAX_BYTES);
  /** Outlives the session itself: a step of a session too large to be kept can still be looked up. */
  readonly #steps = new BoundedCache<{ stamp: string; index: StepIndex }>(MAX_INDEXES, MAX_INDEX_BYTES);
  readonly #growing = new GrowingFiles();
  readonly agentFiles = new AgentFiles();
  readonly outcomeFolders = new OutcomeFolders();
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

  /** The session, kept for the next time. */
  get(file: string, settings: WorkerSettings, signal: AbortSignal): Promise<AnalyzedFile | NotLoaded> {
    return this.#read(file, settings, signal, true);
  }

  /** The session for one look: what passes by in hundreds must not push out what is open. */
  glance(file: string, settings: WorkerSettings, signal: AbortSignal): Promise<AnalyzedFile | NotLoaded> {
    return this.#read(file, settings, signal, false);
  }

  async #read(file: string, settings: WorkerSettings, signal: AbortSignal, keep: boolean): Promise<AnalyzedFile | NotLoaded> {
    const book = this.bookFor(settings);
    const key = `${file}\n${this.#prices}`;
    const workspaces = settings.workspaces ?? [];
    const { stamp: ownStamp, bytes, changedAt } = stampOf([file, ...(await this.agentFiles.of(file))]);
    const stamp = `${ownStamp}\n${stampOf([...workspaces.map(markFileOf), ...(await this.outcomeFolders.reportsOf(file))]).stamp}`;
    const kept = this.#cache.get(key);
    if (kept?.stamp === stamp) return kept.file;
    // A session that is read for the second time is one that runs, whatever its time says.
    const isLive = kept !== undefined || this.#growing.has(file) || (keep && Date.now() - changedAt < LIVE_MS);
    this.#cache.delete(key);
    const { agentFiles } = this;
    const outcomes = { folders: this.outcomeFolders, workspaces, home: homedir() };
    const readFile = this.#growing.read.bind(this.#growing);
    const result = await analyzeFile(file, { book, agentFiles, outcomes, signal, ...(isLive && { readFile }) });
    if (keep && result.kind === 'session') this.#cache.set(key, { stamp, file: result }, bytes);
    return result;
  }

  /** Where the steps of a session stand: by what is known of the unchanged files, else by reading them. */
  async stepsOf(file: string, settings: WorkerSettings, signal: AbortSignal): Promise<StepIndex | NotLoaded> {
    const { stamp } = stampOf([file, ...(await this.agentFiles.of(file))]);
    const known = this.#steps.get(file);
    if (known?.stamp === stamp) return known.index;
    const result = await this.get(file, settings, signal);
    if (result.kind !== 'session') return result;
    const index = indexSteps(result.analyzed.attributed.session);
    this.#steps.set(file, { stamp, index }, index.weight);
    return index;
  }
}

function stampOf(files: readonly string[]): { stamp: string; bytes: number; changedAt: number } {
  let bytes = 0;
  let changedAt = 0;
  const parts: string[] = [];
  for (const file of files) {
    const address = parseAddress(file);
    if (address) {
      const stored = stampStored(address);
      bytes += stored.bytes;
      parts.push(`${file}:${stored.stamp}`);
      continue;
    }
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    bytes += Number(stats?.size ?? 0);
    changedAt = Math.max(changedAt, Number(stats?.mtimeMs ?? 0));
    parts.push(`${file}:${stats?.ino}:${stats?.size}:${stats?.mtimeNs}`);
  }
  return { stamp: parts.join('\n'), bytes, changedAt };
}
