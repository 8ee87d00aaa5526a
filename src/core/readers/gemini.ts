import { GeminiReader } from './gemini/geminiReader.ts';
import { asList, asRecord, asText } from './json.ts';
import type { SessionFormat } from './reader.ts';

/** Gemini CLI's chats: one JSON document until 2026, JSON Lines that rewrite themselves since. */
export const gemini: SessionFormat = {
  id: 'gemini-cli',
  label: 'Gemini CLI',
  isDocument: true,
  recognise: (records) => Math.max(0, ...records.map(sureness)),
  createReader: (fileName) => new GeminiReader(fileName),
};

function sureness(value: unknown): number {
  const record = asRecord(value);
  if (!record) return 0;
  const hasHead = asText(record['sessionId']) !== undefined && asText(record['projectHash']) !== undefined;
  if (hasHead) return 1;
  if (asText(record['sessionId']) !== undefined && asList(record['messages']).some(isAnswer)) return 0.9;
  return isAnswer(record) ? 0.8 : 0;
}

function isAnswer(value: unknown): boolean {
  const message = asRecord(value);
  return message?.['type'] === 'gemini' && asText(message['id']) !== undefined;
}
