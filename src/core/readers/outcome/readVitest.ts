import { asList, asRecord, asText, type JsonRecord } from '../json.ts';
import { countOf } from './countOf.ts';
import { ItemTally, type ItemState, type OutcomeReport } from './outcomeReport.ts';

const STATES: ReadonlyMap<unknown, ItemState> = new Map([
  ['passed', 'passed'],
  ['pending', 'skipped'],
  ['skipped', 'skipped'],
  ['todo', 'skipped'],
  ['disabled', 'skipped'],
  ['focused', 'passed'],
]);

/** The JSON report of vitest, which is Jest's: {"numTotalTests", "success", "testResults": [{"assertionResults": [{"fullName", "status"}]}]}. */
export function readVitest(document: JsonRecord): OutcomeReport | undefined {
  if (typeof document['numTotalTests'] !== 'number' || !Array.isArray(document['testResults'])) return undefined;
  const tally = new ItemTally();
  for (const file of document['testResults'].map(asRecord)) {
    const tests = asList(file?.['assertionResults']).map(asRecord);
    for (const test of tests)
      if (test) tally.add(asText(test['fullName']) ?? asText(test['title']) ?? 'unnamed', STATES.get(test['status']) ?? 'failed');
    // A file that could not be loaded has no tests to fail.
    if (tests.length === 0 && file?.['status'] === 'failed') tally.add(asText(file['name']) ?? 'unnamed', 'failed');
  }
  const failed = countOf(document['numFailedTests']);
  return tally.report('tests', {
    passed: countOf(document['numPassedTests']),
    failed: failed === 0 && document['success'] === false ? 1 : failed,
    skipped: countOf(document['numPendingTests']) + countOf(document['numTodoTests']),
  });
}
