import path from 'node:path';
import { analyzeSession } from '../core/card/analyzeSession.ts';
import { attributeSession } from '../core/cost/attributeSession.ts';
import { createPriceBook } from '../core/cost/priceBook.ts';
import { billsOf } from '../core/cost/totalBill.ts';
import type { SessionBills } from '../core/cost/totalBill.ts';
import type { Warning } from '../core/session/session.ts';
import { AgentFiles } from '../platform/agentFiles.ts';
import { linkableFigures, linkableSummary } from '../platform/linkSummaries.ts';
import type { LinkableSummary } from '../platform/linkSummaries.ts';
import { loadSession } from '../platform/loadSession.ts';
import type { NotLoaded } from '../platform/loadSession.ts';
import type { SessionFigures, SessionSummary } from '../protocol/sessionSummary.ts';

/** What is asked of session files: their figures, with a search for waste or without. */
export interface FileJob {
  waste: boolean;
}

/** What one file gave: nothing but data, so that it may come from another thread. `path` is as it was given. */
export type FileResult =
  | { kind: 'session'; path: string; linkable: LinkableSummary<SessionFigures | SessionSummary>; bills: SessionBills; warnings: Warning[] }
  | NotLoaded;

/** Makes what is asked of one file after another, with prices and agent files found once. */
export function createFileJobs(job: FileJob): (file: string) => Promise<FileResult> {
  const book = createPriceBook();
  const agentFiles = new AgentFiles();
  return async (file) => {
    const loaded = await loadSession(path.resolve(file), { agentFiles, blocking: true, detail: job.waste ? 'whole' : 'figures' });
    if (loaded.kind !== 'session') return { ...loaded, path: file };
    const attributed = attributeSession(loaded.session, book);
    const linkable = job.waste ? linkableSummary(analyzeSession(attributed), file) : linkableFigures(attributed, file);
    return { kind: 'session', path: file, linkable, bills: billsOf(attributed, file), warnings: loaded.session.warnings };
  };
}
