import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { formatRecords, type RawRecord } from './rawSession.ts';

/** The whole way of a session that is not on any disk: its bytes read, priced, attributed and searched, as those of a file are. */
export function analyzeRecords(records: readonly RawRecord[], path: string): AnalyzedSession {
  const read = readSessionBytes(Buffer.from(formatRecords(records)), path);
  if (!read.session) throw new TypeError(`${path} is no session`);
  return analyzeSession(attributeSession(read.session));
}
