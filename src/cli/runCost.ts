import { createPriceBook } from '../core/cost/priceBook.ts';
import { linkableSummary, linkSummaries } from '../platform/linkSummaries.ts';
import type { LinkableSummary } from '../platform/linkSummaries.ts';
import { TotalBill } from '../core/cost/totalBill.ts';
import { costJson } from './costJson.ts';
import { costTable } from './costTable.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { readSessions } from './readSessions.ts';
import { createStyle } from './style.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { writeJson } from './writeJson.ts';

const OPTIONS = { home: { type: 'string' }, json: { type: 'boolean' }, verbose: { type: 'boolean' } } as const;

/** `clawtrace cost PATH… [--home DIR] [--json]` */
export async function runCost(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const status = { failed: false };
  const sessions: LinkableSummary[] = [];
  const bill = new TotalBill();
  const home = values['home'];
  const request = {
    paths: positionals,
    verbose: values['verbose'] === true,
    book: createPriceBook(),
    ...(typeof home === 'string' && { home }),
  };
  for await (const { path, analyzed } of readSessions(request, terminal, status)) {
    // Only figures are kept: the sessions of a whole home folder do not fit into memory together.
    sessions.push(linkableSummary(analyzed, path));
    bill.add(analyzed.attributed, path);
  }
  const summaries = await linkSummaries(sessions);
  const total = bill.total();
  terminal.out(values['json'] === true ? writeJson(costJson(summaries, total)) : costTable(summaries, total, createStyle(terminal.colour)));
  return status.failed ? 1 : 0;
}
