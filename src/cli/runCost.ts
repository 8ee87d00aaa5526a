import { linkSummaries } from '../platform/linkSummaries.ts';
import type { LinkableSummary } from '../platform/linkableSummary.ts';
import type { SessionFigures, SessionSummary } from '../protocol/sessionSummary.ts';
import { costJson } from './costJson.ts';
import { costTable } from './costTable.ts';
import { KeptRows } from './keptRows.ts';
import { unpackBills } from './packBills.ts';
import type { PackedResult } from './packResult.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { listSessionFiles } from './listSessionFiles.ts';
import { runKeptJobs } from './runKeptJobs.ts';
import { createStyle } from './style.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { totalOfFiles } from './totalOfFiles.ts';
import type { FileBill } from './totalOfFiles.ts';
import { writeJson } from './writeJson.ts';

const OPTIONS = {
  home: { type: 'string' },
  'no-cache': { type: 'boolean' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  waste: { type: 'boolean' },
} as const;

/** From here on V8 would fill more memory than a command in the background may have. */
const MUCH_BYTES = 250_000_000;

/**
 * `clawtrace cost PATH… [--home DIR] [--json] [--waste] [--no-cache]`. Dollars need sizes, not texts; only the search for waste, which takes several
 * times as long as all the rest, reads what was said.
 */
export async function runCost(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const status = { failed: false };
  const home = values['home'];
  const request = { paths: positionals, verbose: values['verbose'] === true, ...(typeof home === 'string' && { home }) };
  const { files, report, finish } = await listSessionFiles(request, terminal, status);
  const waste = values['waste'] === true;
  const name = waste ? 'cost-waste' : 'cost';
  const kept = KeptRows.open<PackedResult>({ name, off: values['no-cache'] === true, verbose: request.verbose }, terminal);
  const results = await runKeptJobs(files, { waste }, kept, (bytes) => {
    if (bytes >= MUCH_BYTES) terminal.limitMemory?.();
  });
  const sessions: LinkableSummary<SessionFigures | SessionSummary>[] = [];
  const bills: FileBill[] = [];
  files.forEach((file, i) => {
    const result = results[i];
    if (!result || !report(file, result) || result.kind !== 'session') return;
    sessions.push(result.linkable);
    if (result.bills) bills.push(unpackBills(result.bills, file.path));
  });
  finish();
  const summaries = await linkSummaries(sessions);
  const total = totalOfFiles(bills);
  terminal.out(
    values['json'] === true
      ? writeJson(costJson(summaries, total))
      : costTable(summaries, total, createStyle(terminal.colour), terminal.columns),
  );
  await kept?.flush();
  return status.failed ? 1 : 0;
}
