import { asRecord, asText, type JsonRecord } from '../json.ts';

/** The id of the session that started the one with this head, if one did. */
export function parentOf(meta: JsonRecord | undefined): string | undefined {
  const spawn = asRecord(asRecord(asRecord(meta?.['source'])?.['subagent'])?.['thread_spawn']);
  return asText(meta?.['parent_thread_id']) ?? asText(spawn?.['parent_thread_id']);
}
