import { asList, asRecord, asText, type JsonRecord } from './json.ts';
import { readMiniSwe } from './miniSwe/readMiniSwe.ts';
import { firstDocument } from './firstDocument.ts';
import type { SessionFormat } from './reader.ts';

/** mini-swe-agent's trajectories (`*.traj.json`): every message with the provider's response and its cost. */
export const miniSwe: SessionFormat = {
  id: 'mini-swe-agent',
  label: 'mini-swe-agent',
  isDocument: true,
  recognise: (records) => sureness(asRecord(records[0])),
  createReader: () => firstDocument(readMiniSwe),
};

function sureness(record: JsonRecord | undefined): number {
  if (!record || !Array.isArray(record['messages'])) return 0;
  if ((asText(record['trajectory_format']) ?? '').startsWith('mini-swe-agent')) return 1;
  if (asText(asRecord(record['info'])?.['mini_version']) !== undefined) return 1;
  const hasExtra = asList(record['messages']).some(
    (message) => asRecord(asRecord(asRecord(message)?.['extra'])?.['response']) !== undefined,
  );
  return hasExtra ? 0.7 : 0;
}
