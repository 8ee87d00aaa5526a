import path from 'node:path';
import { analyzeSession } from '../core/card/analyzeSession.ts';
import type { AnalyzedSession } from '../core/card/findings.ts';
import type { AttributedSession } from '../core/cost/attributedSession.ts';
import { attributeSession } from '../core/cost/attributeSession.ts';
import type { GrowingBill } from '../core/cost/growingBill.ts';
import type { PriceBook } from '../core/cost/priceBook.ts';
import type { AgentFiles } from './agentFiles.ts';
import { loadSession } from './loadSession.ts';
import { readOutcome } from './readOutcome.ts';
import type { OutcomePlaces } from './readOutcome.ts';
import type { NotLoaded, ReadSessionFile } from './loadSession.ts';

export interface AttributedFile {
  kind: 'session';
  /** As it was given. */
  path: string;
  attributed: AttributedSession;
}

export interface AnalyzedFile {
  kind: 'session';
  /** As it was given. */
  path: string;
  analyzed: AnalyzedSession;
}

export interface AnalyzeOptions {
  book: PriceBook;
  /** Shared by all files of one run. */
  agentFiles: AgentFiles;
  /** Where to look for how sessions ended. Without it only their own sources tell. */
  outcomes?: OutcomePlaces;
  /** How one file is read; without it from its start. */
  readFile?: ReadSessionFile;
  /** What was attributed of a session that grows; without it the whole bill is made anew. */
  bill?: GrowingBill;
  signal?: AbortSignal;
}

/** The whole way of one file: read with the files of its sub-agents, priced, attributed, searched for waste and failures. */
export async function analyzeFile(file: string, options: AnalyzeOptions): Promise<AnalyzedFile | NotLoaded> {
  const billed = await attributeFile(file, options);
  return billed.kind === 'session' ? { kind: 'session', path: file, analyzed: analyzeSession(billed.attributed) } : billed;
}

/** The way of one file up to its bill. */
export async function attributeFile(file: string, options: AnalyzeOptions): Promise<AttributedFile | NotLoaded> {
  const loaded = await loadSession(path.resolve(file), options);
  if (loaded.kind !== 'session') return { ...loaded, path: file };
  const { outcomes, book, bill } = options;
  const session = outcomes
    ? { ...loaded.session, outcome: await readOutcome(loaded.path, loaded.session.outcome, outcomes) }
    : loaded.session;
  return { kind: 'session', path: file, attributed: bill ? bill.attribute(session, book) : attributeSession(session, book) };
}
