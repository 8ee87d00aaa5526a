import type { Outcome, OutcomeResult } from '../../session/session.ts';
import { AUTHORITIES, ITEM_LIMIT, type Authority, type OutcomeReport } from './outcomeReport.ts';

/** A report with the name of what it stands in: "grading.json", "your mark". */
export interface NamedReport {
  name: string;
  report: OutcomeReport;
}

const WORDS: Record<Authority, string> = { user: "the user's mark", grader: 'the grader', tests: 'the tests', exit: 'the exit status' };

/**
 * One outcome from all that is said. The user's mark counts before graders, those before tests, those before the exit status; within one
 * of them a success needs all to be one. Who disagrees is named in the evidence. Unknown where nobody decides: never a guess.
 */
export function mergeOutcome(reports: readonly NamedReport[]): Outcome {
  const deciding = AUTHORITIES.flatMap((authority) => {
    const results = reports.filter(({ report }) => report.authority === authority).flatMap(({ report: { result } }) => result ?? []);
    return results.length > 0 ? [{ authority, result: joined(results) }] : [];
  });
  const [first, ...others] = deciding;
  const against = others.filter(({ result }) => first && result !== first.result);
  const evidence = reports
    .filter(({ report }) => report.result !== undefined || first === undefined)
    .map(({ name, report }) => `${name}: ${report.evidence}`);
  for (const { authority, result } of against)
    if (first) evidence.push(`conflict: ${WORDS[first.authority]} says ${first.result}, ${WORDS[authority]} ${result}; the former counts`);
  const outcome: Outcome = { result: first?.result ?? 'unknown', evidence };
  const passed = reports.flatMap(({ report }) => report.items.passed).slice(0, ITEM_LIMIT);
  const failed = reports.flatMap(({ report }) => report.items.failed).slice(0, ITEM_LIMIT);
  if (passed.length + failed.length > 0) outcome.items = { passed, failed };
  return outcome;
}

function joined(results: readonly OutcomeResult[]): OutcomeResult {
  const [first] = results;
  return first !== undefined && results.every((result) => result === first) ? first : 'partial';
}
