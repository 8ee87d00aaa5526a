import { OpenclawReader } from './openclaw/openclawReader.ts';
import { asRecord, asText, type JsonRecord } from './json.ts';
import { recordShape } from './openclaw/recordShape.ts';
import type { SessionFormat } from './reader.ts';

/**
 * pi and OpenClaw write the same JSON Lines (session versions 1 to 4). They are told apart by what only OpenClaw writes: its custom
 * records, its pseudo-models, its workspace. Where nothing tells, the plain format is pi's.
 */
export const openclaw: SessionFormat = {
  id: 'openclaw',
  label: 'OpenClaw',
  recognise: (records, fileName) => (hasPiRecords(records) ? (isOpenclaw(records, fileName) ? 1 : 0.5) : 0),
  createReader: () => new OpenclawReader('openclaw'),
  shape: recordShape,
};

export const pi: SessionFormat = {
  id: 'pi',
  label: 'pi',
  recognise: (records, fileName) => (hasPiRecords(records) ? (isOpenclaw(records, fileName) ? 0.5 : 0.9) : 0),
  createReader: () => new OpenclawReader('pi'),
  shape: recordShape,
};

const ROLES = new Set(['user', 'assistant', 'toolResult', 'bashExecution', 'custom', 'hookMessage', 'branchSummary', 'compactionSummary']);

function hasPiRecords(records: readonly unknown[]): boolean {
  return records.some((value) => {
    const record = asRecord(value);
    if (record?.['type'] === 'session') return asText(record['id']) !== undefined && asText(record['timestamp']) !== undefined;
    if (record?.['type'] !== 'message') return false;
    const role = asRecord(record['message'])?.['role'];
    return typeof role === 'string' && ROLES.has(role) && record['timestamp'] !== undefined;
  });
}

function isOpenclaw(records: readonly unknown[], fileName: string): boolean {
  return records.some((value) => marksOpenclaw(asRecord(value))) || /[\\/]\.openclaw[\\/]/.test(fileName);
}

function marksOpenclaw(record: JsonRecord | undefined): boolean {
  if (!record) return false;
  if (record['type'] === 'session') return (asText(record['cwd']) ?? '').includes('.openclaw') || record['version'] === 4;
  const customType = asText(record['customType']) ?? '';
  if (customType === 'model-snapshot' || customType.startsWith('openclaw')) return true;
  const message = asRecord(record['message']);
  return message?.['provider'] === 'openclaw' || message?.['toolName'] === 'sessions_spawn';
}
