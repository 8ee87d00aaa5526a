import { stat } from 'node:fs/promises';
import path from 'node:path';
import { mergeOutcome, type NamedReport } from '../core/readers/outcome/mergeOutcome.ts';
import { readOutcomeFile } from '../core/readers/outcome/readOutcomeFile.ts';
import type { Outcome } from '../core/session/session.ts';
import { findMark } from './markFile.ts';
import type { OutcomeFolders } from './outcomeFiles.ts';
import { readTextFile } from './readTextFile.ts';

/** Larger reports are left alone: they would hold up the reading of sessions. In bytes. */
const SIZE_LIMIT = 16 * 1024 * 1024;

export interface OutcomePlaces {
  folders: OutcomeFolders;
  /** Workspaces whose `.clawtrace/outcomes.json` holds the user's marks; the first that names the session counts. */
  workspaces: readonly string[];
  home: string | undefined;
}

/** How a session ended, from its own source, the reports beside it and the user's mark. Whatever cannot be read says nothing. */
export async function readOutcome(sessionFile: string, own: Outcome, places: OutcomePlaces): Promise<Outcome> {
  const reports: NamedReport[] = [];
  const mark = await findMark(sessionFile, places.workspaces, places.home);
  if (mark) reports.push({ name: 'your mark', report: { authority: 'user', result: mark.result, evidence: mark.result, items: NO_ITEMS } });
  for (const file of await places.folders.reportsOf(sessionFile)) {
    const { size } = await stat(file).catch(() => ({ size: Infinity }));
    const report = size > SIZE_LIMIT ? undefined : readOutcomeFile(await readTextFile(file).catch(() => ''));
    if (report) reports.push({ name: path.basename(file), report });
  }
  if (own.result !== 'unknown')
    reports.push({
      name: 'session file',
      report: { authority: 'exit', result: own.result, evidence: own.evidence.join('; '), items: NO_ITEMS },
    });
  return mergeOutcome(reports);
}

const NO_ITEMS = { passed: [], failed: [] };
