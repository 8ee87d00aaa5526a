import { asRecord } from '../json.ts';
import type { OutcomeReport } from './outcomeReport.ts';
import { readCtrf } from './readCtrf.ts';
import { readGrading, readSweBench } from './readGrading.ts';
import { readJunit } from './readJunit.ts';
import { readPytest } from './readPytest.ts';
import { readVerdict } from './readVerdict.ts';
import { readVitest } from './readVitest.ts';

const JSON_FORMATS = [readVerdict, readGrading, readCtrf, readPytest, readVitest, readSweBench];

/** What a file says about how a session ended, whatever it is called: the format is told from its content. Undefined for any other file. */
export function readOutcomeFile(text: string): OutcomeReport | undefined {
  if (/^\ufeff?\s*</.test(text)) return readJunit(text);
  const document = parse(text);
  if (!document) return undefined;
  for (const read of JSON_FORMATS) {
    const report = read(document);
    if (report) return report;
  }
  return undefined;
}

function parse(text: string): ReturnType<typeof asRecord> {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}
