import { firstDocument } from './firstDocument.ts';
import { asRecord } from './json.ts';
import type { SessionFormat } from './reader.ts';
import { readTrae } from './trae/readTrae.ts';

/** trae-agent's trajectories. */
export const trae: SessionFormat = {
  id: 'trae',
  label: 'trae-agent',
  isDocument: true,
  recognise: (records) => {
    const record = asRecord(records[0]);
    return record && Array.isArray(record['llm_interactions'])
      ? Array.isArray(record['agent_steps']) || 'max_steps' in record
        ? 1
        : 0.8
      : 0;
  },
  createReader: () => firstDocument(readTrae),
};
