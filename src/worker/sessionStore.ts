import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { analyzeSession } from '../core/card/analyzeSession.ts';
import { createPriceBook } from '../core/cost/priceBook.ts';
import type { PriceBook } from '../core/cost/priceBook.ts';
import { readOwnPrices } from '../core/cost/readOwnPrices.ts';
import { AgentFiles } from '../platform/agentFiles.ts';
import { analyzeFile, attributeFile } from '../platform/analyzeFile.ts';
import type { AnalyzedFile, AnalyzeOptions } from '../platform/analyzeFile.ts';
import { stampCompletionLogs } from '../platform/listCompletionLogs.ts';
import { linkableFigures, linkableSummary } from '../platform/linkableSummary.ts';
import type { LinkableSummary } from '../platform/linkableSummary.ts';
import type { NotLoaded } from '../platform/loadSession.ts';
import { summarizeWaste } from '../platform/summarizeSession.ts';
import type { SessionSummary } from '../protocol/sessionSummary.ts';
import type { WorkerSettings } from '../protocol/workerMessages.ts';
import { markFileOf } from '../platform/markFile.ts';
import { OutcomeFolders } from '../platform/outcomeFiles.ts';
import { parseAddress } from '../platform/sessionAddress.ts';
import { stampStored } from '../platform/stampStored.ts';
import { BoundedCache } from './boundedCache.ts';
import { GrowingFiles } from './growingFiles.ts';
import { indexSteps } from './stepIndex.ts';
import type { StepIndex } from './stepIndex.ts';

/** A session's files as they are now, and what else its row depends on. */
interface State {
  file: string;
  key: string;
  stamp: string;
  bytes: number;
  changedAt: number;
  book: PriceBook;
  workspaces: readonly string[];
}

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

/** A search for waste that takes longer is not done at every change of a session that runs, in milliseconds. */
const QUICK_SEARCH_MS = 60;

/** Nor does it take more than one part in so many of the worker's time. */
const SEARCH_SHARE = 10;

/** Once the file has been quiet for a moment, a search that is due is done. In milliseconds. */
const QUIET_MS = 250;

/** What the last search in a session gave. */
interface Search {
  findings: Pick<SessionSummary, 'redundant' | 'avoidableUsd'>;
  tookMs: number;
  /** When it ended. */
  at: number;
  /** Of which state of the files the row was made without a search the last time. */
  leftOut: string;
}

export type SessionRow = { kind: 'session'; linkable: LinkableSummary } | NotLoaded;

/** Analysed sessions by path, read anew, or read on, when one of their files has changed or the prices are others. */
export class SessionStore {
  readonly #cache = new BoundedCache<Kept>(MAX_SESSIONS, MAX_BYTES);
  /** Outlives the session itself: a step of a session too large to be kept can still be looked up. */
  readonly #steps = new BoundedCache<{ stamp: string; index: StepIndex }>(MAX_INDEXES, MAX_INDEX_BYTES);
  readonly #growing = new GrowingFiles();
  readonly #searches = new Map<string, Search>();
  readonly #quickSearchMs: number;
  readonly agentFiles = new AgentFiles();
  readonly outcomeFolders = new OutcomeFolders();
  #prices = '';
  #book: PriceBook | undefined;

  constructor(quickSearchMs = QUICK_SEARCH_MS) {
    this.#quickSearchMs = quickSearchMs;
  }

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
  async get(file: string, settings: WorkerSettings, signal: AbortSignal): Promise<AnalyzedFile | NotLoaded> {
    const state = await this.#stateOf(file, settings);
    return this.#keptOf(state) ?? this.#analyze(state, signal);
  }

  /** The session for one look: what passes by in hundreds must not push out what is open. */
  async glance(file: string, settings: WorkerSettings, signal: AbortSignal): Promise<AnalyzedFile | NotLoaded> {
    const state = await this.#stateOf(file, settings);
    const kept = this.#keptOf(state);
    if (kept) return kept;
    const isKnown = this.#cache.get(state.key) !== undefined || this.#growing.has(file);
    return analyzeFile(file, this.#optionsFor(state, signal, isKnown));
  }

  /** The row of a list. That of a large session which runs has its bill at once, and what was found of waste a little later. */
  async rowOf(file: string, settings: WorkerSettings, signal: AbortSignal): Promise<SessionRow> {
    const state = await this.#stateOf(file, settings);
    const { key, stamp } = state;
    const search = this.#searches.get(key);
    const waitMs = search && search.at + search.tookMs * SEARCH_SHARE - Date.now();
    const kept = this.#keptOf(state);
    if (!kept && search && waitMs !== undefined && (waitMs > 0 || search.leftOut !== stamp)) {
      search.leftOut = stamp;
      const billed = await attributeFile(file, this.#optionsFor(state, signal));
      if (billed.kind !== 'session') return billed;
      const { summary, ...rest } = linkableFigures(billed.attributed, file);
      return {
        kind: 'session',
        linkable: { ...rest, summary: { ...summary, ...search.findings, searchedInMs: Math.max(waitMs, QUIET_MS) } },
      };
    }
    const result = kept ?? (await this.#analyze(state, signal));
    return result.kind === 'session' ? { kind: 'session', linkable: linkableSummary(result.analyzed, file) } : result;
  }

  async #stateOf(file: string, settings: WorkerSettings): Promise<State> {
    const book = this.bookFor(settings);
    const workspaces = settings.workspaces ?? [];
    const own = stampOf([file, ...(await this.agentFiles.of(file))]);
    const outcomes = stampOf([...workspaces.map(markFileOf), ...(await this.outcomeFolders.reportsOf(file))]).stamp;
    const stamp = `${own.stamp}\n${outcomes}\n${await stampCompletionLogs(file)}`;
    return { ...own, file, key: `${file}\n${this.#prices}`, stamp, book, workspaces };
  }

  #keptOf({ key, stamp }: State): AnalyzedFile | undefined {
    const kept = this.#cache.get(key);
    return kept?.stamp === stamp ? kept.file : undefined;
  }

  /** A session that is read for the second time is one that runs, whatever its time says. */
  #isLive({ file, key, changedAt }: State): boolean {
    return this.#cache.get(key) !== undefined || this.#growing.has(file) || Date.now() - changedAt < LIVE_MS;
  }

  #optionsFor(state: State, signal: AbortSignal, isLive = this.#isLive(state)): AnalyzeOptions {
    const { key, bytes, book, workspaces } = state;
    const outcomes = { folders: this.outcomeFolders, workspaces, home: homedir() };
    const live = isLive && { readFile: this.#growing.read.bind(this.#growing), bill: this.#growing.billOf(key, bytes) };
    return { book, agentFiles: this.agentFiles, outcomes, signal, ...live };
  }

  async #analyze(state: State, signal: AbortSignal): Promise<AnalyzedFile | NotLoaded> {
    const { file, key, stamp, bytes } = state;
    const options = this.#optionsFor(state, signal);
    this.#cache.delete(key);
    const billed = await attributeFile(file, options);
    if (billed.kind !== 'session') return billed;
    const begun = performance.now();
    const analyzed = analyzeSession(billed.attributed);
    const tookMs = performance.now() - begun;
    const result: AnalyzedFile = { kind: 'session', path: file, analyzed };
    this.#cache.set(key, { stamp, file: result }, bytes);
    if (options.bill && tookMs > this.#quickSearchMs)
      this.#searches.set(key, { findings: summarizeWaste(analyzed), tookMs, at: Date.now(), leftOut: stamp });
    else this.#searches.delete(key);
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
