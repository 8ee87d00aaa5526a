import type { TraceChanges } from '../../platform/changeQueue.ts';
import type { SummaryResult } from '../../protocol/sessionSummary.ts';
import type { FileState } from './readQueue.ts';

export interface TraceWatch {
  /** Settles when the first search is done and reported. */
  ready: Promise<void>;
  reconcile(): Promise<void>;
  /** Size and time of a file that was found; undefined for any other. */
  stateOf(path: string): FileState | undefined;
  dispose(): unknown;
}

/** Where rows come from. */
export interface RowPorts {
  /** Rows of those of these files that need not be read, since they are kept from an earlier time. */
  recall(paths: string[], signal: AbortSignal): Promise<SummaryResult[]>;
  /** Rows of these files, and of earlier ones that change by them or by the removed ones. */
  summarize(paths: string[], removed: string[], signal: AbortSignal): Promise<SummaryResult[]>;
  /** True when the error only says that the call was given up. */
  isCancelled(error: unknown): boolean;
  log(message: string): void;
}

/** What the catalog needs from outside; the composition root gives it the real ones. */
export interface CatalogPorts extends RowPorts {
  watch(roots: readonly string[], onChange: (changes: TraceChanges) => void): TraceWatch;
}
