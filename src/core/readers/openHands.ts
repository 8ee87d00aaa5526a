import { asList, asRecord, asText } from './json.ts';
import { OpenHandsReader } from './openHands/openHandsReader.ts';
import type { SessionFormat } from './reader.ts';

/** OpenHands: evaluation outputs (one run a line), exported trajectories (a list of events, or an object with one), and bare events as lines. */
export const openHands: SessionFormat = {
  id: 'openhands',
  label: 'OpenHands',
  isDocument: true,
  recognise: (records) => Math.max(0, ...records.map(sureness)),
  createReader: () => new OpenHandsReader(),
};

function sureness(value: unknown): number {
  if (Array.isArray(value)) return value.some(isEvent) ? 0.9 : 0;
  const record = asRecord(value);
  if (!record) return 0;
  if (asList(record['history']).some(isEvent)) return 1;
  if (asList(record['trajectory']).some(isEvent) || asList(record['events']).some(isEvent)) return 0.9;
  return isEvent(record) ? 0.6 : 0;
}

/** An event has a source and is an action with arguments or an observation with content. */
function isEvent(value: unknown): boolean {
  const event = asRecord(value);
  if (!event || !['agent', 'user', 'environment'].includes(asText(event['source']) ?? '')) return false;
  const isAction = asText(event['action']) !== undefined && asRecord(event['args']) !== undefined;
  return isAction || (asText(event['observation']) !== undefined && typeof event['content'] === 'string');
}
