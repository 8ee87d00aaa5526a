import { readAtif } from './atif/readAtif.ts';
import { firstDocument } from './firstDocument.ts';
import { asList, asRecord, asText } from './json.ts';
import type { SessionFormat } from './reader.ts';

/** Agent Trajectory Interchange Format, versions 1.x: what Harbor and its adapters write for any agent. */
export const atif: SessionFormat = {
  id: 'atif',
  label: 'ATIF',
  isDocument: true,
  recognise: (records) => {
    const record = asRecord(records[0]);
    if ((asText(record?.['schema_version']) ?? '').startsWith('ATIF')) return 1;
    const hasSteps = asList(record?.['steps']).some((step) => asRecord(step)?.['step_id'] !== undefined);
    return hasSteps && asRecord(record?.['agent']) ? 0.8 : 0;
  },
  createReader: () => firstDocument(readAtif),
};
