import { ClaudeStreamReader } from './claudeStream/claudeStreamReader.ts';
import { unwrap } from './claudeStream/streamRecord.ts';
import { asRecord, asText } from './json.ts';
import type { SessionFormat } from './reader.ts';

/** What `claude -p --output-format stream-json` and the Agent SDK write: messages as they come, and the bill at the end of each run. */
export const claudeStream: SessionFormat = {
  id: 'claude-stream',
  label: 'Claude Agent SDK stream',
  recognise: (records) => Math.max(0, ...records.map(sureness)),
  createReader: () => new ClaudeStreamReader(),
};

function sureness(value: unknown): number {
  const record = unwrap(value);
  // Transcripts name their session in another spelling.
  if (!record || asText(record['sessionId']) !== undefined) return 0;
  if (record['type'] === 'result') return typeof record['total_cost_usd'] === 'number' ? 0.95 : 0;
  if (record['type'] === 'system') return record['subtype'] === 'init' && asText(record['session_id']) !== undefined ? 0.95 : 0;
  const message = asRecord(record['message']);
  const isAnswer = record['type'] === 'assistant' && message?.['role'] === 'assistant' && asRecord(message['usage']) !== undefined;
  return isAnswer && asText(message?.['id']) !== undefined ? 0.7 : 0;
}
