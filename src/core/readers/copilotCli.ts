import { CopilotCliReader } from './copilotCli/copilotCliReader.ts';
import { asRecord, asText } from './json.ts';
import type { SessionFormat } from './reader.ts';

/** Copilot CLI's session events (`events.jsonl`, one folder a session). */
export const copilotCli: SessionFormat = {
  id: 'copilot-cli',
  label: 'Copilot CLI',
  recognise: (records) => Math.max(0, ...records.map(sureness)),
  createReader: () => new CopilotCliReader(),
};

function sureness(value: unknown): number {
  const record = asRecord(value);
  const data = asRecord(record?.['data']);
  const type = asText(record?.['type']) ?? '';
  if (!data || !/^[a-z]+\.[a-z_]+$/.test(type)) return 0;
  if (type === 'session.start') return asText(data['copilotVersion']) !== undefined || data['producer'] === 'copilot-agent' ? 1 : 0.5;
  return /^(?:assistant\.message|user\.message|tool\.execution_(?:start|complete)|session\.shutdown)$/.test(type) &&
    'parentId' in (record ?? {})
    ? 0.8
    : 0;
}
