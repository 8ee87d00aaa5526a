import { CodexReader } from './codex/codexReader.ts';
import { asRecord, asText } from './json.ts';
import type { SessionFormat } from './reader.ts';

const TYPES = new Set(['response_item', 'event_msg', 'turn_context', 'compacted', 'token_usage_record']);

/** Codex rollouts: `rollout-<time>-<id>.jsonl`, and the bare records that Codex wrote before September 2025. */
export const codex: SessionFormat = {
  id: 'codex',
  label: 'Codex',
  recognise: (records) => Math.max(0, ...records.map(sureness)),
  createReader: () => new CodexReader(),
};

function sureness(value: unknown): number {
  const record = asRecord(value);
  if (!record) return 0;
  const type = asText(record['type']);
  const payload = asRecord(record['payload']);
  if (type === 'session_meta' && asText(payload?.['id']) !== undefined) return 1;
  if (type !== undefined && TYPES.has(type) && payload) return 0.9;
  if (asText(record['record_type']) === 'state') return 0.6;
  // The bare head of old rollouts.
  return type === undefined && 'instructions' in record && asText(record['id']) !== undefined && asText(record['timestamp']) !== undefined
    ? 0.5
    : 0;
}
