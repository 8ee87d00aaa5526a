import { asList, asRecord, asText, type JsonRecord } from '../json.ts';
import { countOf } from './countOf.ts';
import { ItemTally, type ItemState, type OutcomeReport } from './outcomeReport.ts';

/** An expected failure that failed is as it should be; one that passed does not fail the run either, unless pytest says so itself. */
const STATES: ReadonlyMap<unknown, ItemState> = new Map([
  ['passed', 'passed'],
  ['xfailed', 'skipped'],
  ['xpassed', 'passed'],
  ['skipped', 'skipped'],
  ['rerun', 'skipped'],
]);

/** Exit statuses of pytest: 0 all passed, 5 nothing collected; all others say that something went wrong. */
const NO_TESTS = 5;

/** A report of pytest-json-report: {"created", "exitcode", "summary", "tests": [{"nodeid", "outcome"}]}. */
export function readPytest(document: JsonRecord): OutcomeReport | undefined {
  const { exitcode: exit, summary: counts, tests } = document;
  const summary = asRecord(counts);
  if (typeof exit !== 'number' || !summary) return undefined;
  const tally = new ItemTally();
  for (const value of asList(tests)) {
    const test = asRecord(value);
    if (test) tally.add(asText(test['nodeid']) ?? 'unnamed', STATES.get(test['outcome']) ?? 'failed');
  }
  const failed = countOf(summary['failed']) + countOf(summary['error']);
  return tally.report('tests', {
    passed: countOf(summary['passed']) + countOf(summary['xpassed']),
    failed: failed === 0 && exit !== 0 && exit !== NO_TESTS ? 1 : failed,
    skipped: countOf(summary['skipped']) + countOf(summary['xfailed']),
  });
}
