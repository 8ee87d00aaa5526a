import type { OutcomeResult } from '../../session/session.ts';
import { asRecord, asText, type JsonRecord } from '../json.ts';
import type { OutcomeReport } from './outcomeReport.ts';

export const VERDICT_FORMAT = 'clawtrace/outcome';

const RESULTS: ReadonlySet<unknown> = new Set(['success', 'failure', 'partial', 'unknown'] satisfies OutcomeResult[]);

export function isOutcomeResult(value: unknown): value is OutcomeResult {
  return RESULTS.has(value);
}

/** A grader's own word, for harnesses that keep no report: {"format": "clawtrace/outcome", "result": "success", "note": "…"}. */
export function readVerdict(document: JsonRecord): OutcomeReport | undefined {
  const result = document['result'];
  if (document['format'] !== VERDICT_FORMAT || !isOutcomeResult(result)) return undefined;
  const note = asText(document['note']);
  return {
    authority: 'grader',
    result: result === 'unknown' ? undefined : result,
    evidence: note === undefined ? result : `${result}: ${note}`,
    items: { passed: [], failed: [] },
  };
}

/** What a person said of one session. */
export interface Mark {
  result: Exclude<OutcomeResult, 'unknown'>;
}

/** Marks by the path of the session's file, as displayPath writes it. */
export type Marks = ReadonlyMap<string, Mark>;

const MARKS_FORMAT = 'clawtrace/outcomes';

/** The marks of a workspace: {"format": "clawtrace/outcomes", "version": 1, "sessions": {"<path>": {"result": "success"}}}. Undefined for any other text. */
export function readMarks(text: string): Map<string, Mark> | undefined {
  let document: JsonRecord | undefined;
  try {
    document = asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
  const sessions = asRecord(document?.['sessions']);
  if (document?.['format'] !== MARKS_FORMAT || !sessions) return undefined;
  const marks = new Map<string, Mark>();
  for (const [path, value] of Object.entries(sessions)) {
    const result = asRecord(value)?.['result'];
    if (isOutcomeResult(result) && result !== 'unknown') marks.set(path, { result });
  }
  return marks;
}

/** The same marks give the same bytes, whatever order they were made in. */
export function writeMarks(marks: Marks): string {
  const sessions = Object.fromEntries([...marks].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ format: MARKS_FORMAT, version: 1, sessions }, undefined, 2)}\n`;
}
