import { firstDocument } from './firstDocument.ts';
import { asList, asRecord } from './json.ts';
import type { SessionFormat } from './reader.ts';
import { readSweAgent } from './sweAgent/readSweAgent.ts';

/** SWE-agent's trajectories (`*.traj`), versions 0 and 1. */
export const sweAgent: SessionFormat = {
  id: 'swe-agent',
  label: 'SWE-agent',
  isDocument: true,
  recognise: (records) => {
    const record = asRecord(records[0]);
    const step = asRecord(asList(record?.['trajectory'])[0]);
    if (!record || !step || !('action' in step) || !('observation' in step)) return 0;
    return Array.isArray(record['history']) || asRecord(asRecord(record['info'])?.['model_stats']) ? 1 : 0.7;
  },
  createReader: () => firstDocument(readSweAgent),
};
