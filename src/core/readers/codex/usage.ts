import type { Usage } from '../../session/session.ts';
import { inclusiveUsage } from '../inclusiveUsage.ts';
import { asCount, asRecord, type JsonRecord } from '../json.ts';

const FIELDS = ['input_tokens', 'cached_input_tokens', 'cache_write_input_tokens', 'output_tokens', 'reasoning_output_tokens'];

/** Codex's count: the cached and the written part are inside the input, reasoning is inside the output (traps 20, 21, 26). */
export function readUsage(raw: unknown): Usage | undefined {
  const record = asRecord(raw);
  if (!record) return undefined;
  return inclusiveUsage({
    prompt: asCount(record['input_tokens']),
    cacheRead: asCount(record['cached_input_tokens']),
    cacheWrite: asCount(record['cache_write_input_tokens']),
    output: asCount(record['output_tokens']),
    reasoning: asCount(record['reasoning_output_tokens']),
  });
}

/** A count as text: equal for equal counts. */
export function countKey(raw: unknown): string | undefined {
  const record = asRecord(raw);
  return record && FIELDS.map((field) => asCount(record[field])).join('/');
}

/** What a cumulative count grew by since the one before; the whole of it where it was reset. */
export function growth(total: JsonRecord, before: JsonRecord | undefined): JsonRecord {
  const parts = FIELDS.map((field) => [field, asCount(total[field]) - asCount(before?.[field])] as const);
  return parts.some(([, difference]) => difference < 0) ? total : Object.fromEntries(parts);
}
