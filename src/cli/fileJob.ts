import path from 'node:path';
import { attributeSession, billSession } from '../core/cost/attributeSession.ts';
import { createPriceBook } from '../core/cost/priceBook.ts';
import { billsOf } from '../core/cost/totalBill.ts';
import type { SessionBills } from '../core/cost/totalBill.ts';
import type { SessionNotes } from '../core/costcraft/sessionNotes.ts';
import type { Warning } from '../core/session/session.ts';
import { AgentFiles } from '../platform/agentFiles.ts';
import type { CardTextOptions } from '../platform/compileCardText.ts';
import { linkableFigures } from '../platform/linkableSummary.ts';
import type { LinkableSummary } from '../platform/linkableSummary.ts';
import { loadSession } from '../platform/loadSession.ts';
import type { NotLoaded } from '../platform/loadSession.ts';
import { OutcomeFolders } from '../platform/outcomeFiles.ts';
import { readOutcome } from '../platform/readOutcome.ts';
import type { OutcomePlaces } from '../platform/readOutcome.ts';
import type { SessionFigures, SessionSummary } from '../protocol/sessionSummary.ts';
import { packBills } from './packBills.ts';
import type { PackedBills } from './packBills.ts';

/** What is asked of session files: their figures, with a search for waste or without, and perhaps their cards or what CostCraft notes of them. */
export interface FileJob {
  /** Cards and notes need it. */
  waste: boolean;
  card?: CardTextOptions;
  notes?: boolean;
  /** Looks for redundancy by the upstream rule, for comparison. */
  upstream?: boolean;
  /** Where to look for how sessions ended; without it only their own sources tell. */
  outcomes?: Omit<OutcomePlaces, 'folders'>;
}

export type CardJob = FileJob & { card: CardTextOptions };

/** What one file gave: nothing but data, so that it may come from another thread. `path` is as it was given. */
export type FileResult = SessionResult | NotLoaded;

export interface SessionResult<Bills = PackedBills> {
  kind: 'session';
  path: string;
  linkable: LinkableSummary<SessionFigures | SessionSummary>;
  warnings: Warning[];
  /** Absent beside cards and notes, which are not added up. */
  bills?: Bills;
  /** Absent where the card has to wait until all sessions are known that may be its sub-agents. */
  card?: string;
  notes?: SessionNotes;
}

/** Makes what is asked of one file after another, with prices and agent files found once. */
export function createFileJobs(job: FileJob): (file: string) => Promise<FileResult> {
  const book = createPriceBook();
  const agentFiles = new AgentFiles();
  const outcomes = job.outcomes && { ...job.outcomes, folders: new OutcomeFolders() };
  const search = async (file: string): Promise<SessionResult<SessionBills> | NotLoaded> => {
    const loaded = await loadSession(path.resolve(file), { agentFiles, blocking: true, detail: job.waste ? 'whole' : 'figures' });
    if (loaded.kind !== 'session') return { ...loaded, path: file };
    const session = outcomes
      ? { ...loaded.session, outcome: await readOutcome(loaded.path, loaded.session.outcome, outcomes) }
      : loaded.session;
    const common = { kind: 'session' as const, path: file, warnings: session.warnings };
    if (!job.waste) {
      const billed = billSession(session, book);
      return { ...common, bills: billsOf(billed, file), linkable: linkableFigures(billed, file) };
    }
    const attributed = attributeSession(session, book);
    const { searchFile } = await import('./wasteJob.ts');
    const bills = job.card || job.notes ? {} : { bills: billsOf(attributed, file) };
    return { ...common, ...bills, ...(await searchFile(attributed, file, job)) };
  };
  return async (file) => {
    // When the bills are packed nothing holds the session any more.
    const found = await search(file);
    if (found.kind !== 'session') return found;
    const { bills, ...rest } = found;
    return { ...rest, ...(bills && { bills: packBills(bills) }) };
  };
}
