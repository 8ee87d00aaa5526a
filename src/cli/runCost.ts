import { TotalBill } from '../core/cost/totalBill.ts';
import { linkSummaries } from '../platform/linkSummaries.ts';
import type { LinkableSummary } from '../platform/linkableSummary.ts';
import type { SessionFigures, SessionSummary } from '../protocol/sessionSummary.ts';
import { costJson } from './costJson.ts';
import { costTable } from './costTable.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { listSessionFiles } from './listSessionFiles.ts';
import { runFileJobs } from './runFileJobs.ts';
import { createStyle } from './style.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { writeJson } from './writeJson.ts';

const OPTIONS = {
  home: { type: 'string' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  waste: { type: 'boolean' },
} as const;

/** From here on V8 would fill more memory than a command in the background may have. */
const MUCH_BYTES = 100_000_000;

/**
 * `clawtrace cost PATH… [--home DIR] [--json] [--waste]`. Dollars need sizes, not texts; only the search for waste, which takes several
 * times as long as all the rest, reads what was said.
 */
export async function runCost(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const status = { failed: false };
  const home = values['home'];
  const request = { paths: positionals, verbose: values['verbose'] === true, ...(typeof home === 'string' && { home }) };
  const { files, report, finish } = await listSessionFiles(request, terminal, status);
  if (files.reduce((sum, { bytes }) => sum + bytes, 0) >= MUCH_BYTES) terminal.limitMemory?.();
  const results = await runFileJobs(files, { waste: values['waste'] === true });
  const sessions: LinkableSummary<SessionFigures | SessionSummary>[] = [];
  const bill = new TotalBill();
  files.forEach((file, i) => {
    const result = results[i];
    if (!result || !report(file, result) || result.kind !== 'session') return;
    sessions.push(result.linkable);
    bill.addBills(result.bills);
  });
  finish();
  const summaries = await linkSummaries(sessions);
  const total = bill.total();
  terminal.out(values['json'] === true ? writeJson(costJson(summaries, total)) : costTable(summaries, total, createStyle(terminal.colour)));
  return status.failed ? 1 : 0;
}
