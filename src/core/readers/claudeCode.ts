import { ClaudeReader } from './claude/claudeReader.ts';
import { recordShape } from './claude/recordShape.ts';
import { asRecord, asText } from './json.ts';
import type { SessionFormat } from './reader.ts';

const CONVERSATION = new Set(['user', 'assistant', 'system', 'progress', 'attachment']);

/** Claude Code's transcripts: `<session>.jsonl`, and `agent-<id>.jsonl` for a sub-agent. */
export const claudeCode: SessionFormat = {
  id: 'claude-code',
  label: 'Claude Code',
  recognise: (records) => Math.max(0, ...records.map(sureness)),
  createReader: (_, detail) => new ClaudeReader(detail),
  shape: recordShape,
};

function sureness(value: unknown): number {
  const record = asRecord(value);
  const type = asText(record?.['type']);
  if (!record || type === undefined) return 0;
  if (CONVERSATION.has(type) && asText(record['sessionId']) !== undefined && asText(record['uuid']) !== undefined) return 1;
  if (type === 'summary') return asText(record['leafUuid']) === undefined ? 0 : 0.6;
  if (type === 'file-history-snapshot') return asRecord(record['snapshot']) ? 0.6 : 0;
  if (type === 'queue-operation') return asText(record['sessionId']) === undefined ? 0 : 0.6;
  return 0;
}
