import { asList, asRecord, asText, type JsonRecord } from '../json.ts';
import { countOf } from './countOf.ts';
import { ItemTally, type ItemState, type OutcomeReport } from './outcomeReport.ts';

const STATES: ReadonlyMap<unknown, ItemState> = new Map([
  ['passed', 'passed'],
  ['skipped', 'skipped'],
  ['pending', 'skipped'],
]);

/** A report in the Common Test Report Format (ctrf.io): {"results": {"tool", "summary", "tests": [{"name", "status"}]}}. */
export function readCtrf(document: JsonRecord): OutcomeReport | undefined {
  const results = asRecord(document['results']);
  const summary = asRecord(results?.['summary']);
  if (!results || !summary || !asRecord(results['tool'])) return undefined;
  const tally = new ItemTally();
  for (const value of asList(results['tests'])) {
    const test = asRecord(value);
    if (test) tally.add(asText(test['name']) ?? 'unnamed', STATES.get(test['status']) ?? 'failed');
  }
  return tally.report('tests', {
    passed: countOf(summary['passed']),
    failed: countOf(summary['failed']) + countOf(summary['other']),
    skipped: countOf(summary['skipped']) + countOf(summary['pending']),
  });
}
