import { asList, asNumber, asRecord, asText, type JsonRecord } from '../json.ts';
import { ItemTally, type OutcomeReport } from './outcomeReport.ts';
import { countOf } from './countOf.ts';

/**
 * A grader's verdict as skill evaluations write it into `grading.json`: {"expectations": [{"text", "passed", "evidence"}], "summary":
 * {"passed", "failed", "total"}}; older ones call the list `assertion_results` or `assertions`. Undefined for any other document.
 */
export function readGrading(document: JsonRecord): OutcomeReport | undefined {
  const list = [document['expectations'], document['assertion_results'], document['assertions']].find(Array.isArray);
  const summary = asRecord(document['summary']);
  if (list === undefined && asNumber(summary?.['pass_rate']) === undefined) return undefined;
  const tally = new ItemTally();
  for (const value of asList(list)) {
    const item = asRecord(value);
    if (item) tally.add(asText(item['text']) ?? asText(item['name']) ?? 'unnamed', item['passed'] === true ? 'passed' : 'failed');
  }
  return tally.report('grader', { passed: countOf(summary?.['passed']), failed: countOf(summary?.['failed']) });
}

/** SWE-bench's report of one instance: {"<instance>": {"resolved": true, "tests_status": …}}. Undefined for any other document. */
export function readSweBench(document: JsonRecord): OutcomeReport | undefined {
  const instances = Object.entries(document).map(([name, value]) => ({ name, resolved: asRecord(value)?.['resolved'] }));
  if (instances.length === 0 || instances.some(({ resolved }) => typeof resolved !== 'boolean')) return undefined;
  const tally = new ItemTally();
  for (const { name, resolved } of instances) tally.add(name, resolved === true ? 'passed' : 'failed');
  return tally.report('grader');
}
