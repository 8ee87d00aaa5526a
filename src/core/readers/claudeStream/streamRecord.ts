import { asList, asRecord, asText, type JsonRecord } from '../json.ts';

/** A record of the stream; some programs that log it put all but the type into `message`. */
export function unwrap(value: unknown): JsonRecord | undefined {
  const record = asRecord(value);
  const inner = asRecord(record?.['message']);
  if (!record || !inner || (record['type'] !== 'system' && record['type'] !== 'result')) return record;
  return { ...inner, type: record['type'], ...(record['timestamp'] !== undefined && { timestamp: record['timestamp'] }) };
}

const SUMMARY = /^This session is being continued from a previous conversation/;

/**
 * The same record as Claude Code's transcripts have it, so that one reader serves both. A sub-agent's message becomes a progress line of
 * the tool use that started it. Undefined for what transcripts do not hold.
 */
export function asTranscript(
  record: JsonRecord,
  link: { uuid: string; parentUuid: string | null; sessionId: string },
): JsonRecord | undefined {
  const head = { ...link, timestamp: record['timestamp'], isSidechain: false };
  const { type } = record;
  if (type === 'system') {
    if (record['subtype'] === 'init')
      return { ...head, type: 'system', subtype: 'init', cwd: record['cwd'], version: record['claude_code_version'] };
    const metadata = asRecord(record['compact_metadata']);
    if (record['subtype'] !== 'compact_boundary') return undefined;
    return {
      ...head,
      type,
      subtype: 'compact_boundary',
      compactMetadata: { trigger: metadata?.['trigger'], preTokens: metadata?.['pre_tokens'] },
    };
  }
  if (type !== 'assistant' && type !== 'user') return undefined;
  const message = record['message'];
  const parent = asText(record['parent_tool_use_id']);
  if (parent !== undefined) {
    const inner = { type, uuid: link.uuid, timestamp: record['timestamp'], message };
    return { ...head, type: 'progress', parentToolUseID: parent, data: { type: 'agent_progress', agentId: parent, message: inner } };
  }
  const text = openingOf(message);
  return {
    ...head,
    type,
    message,
    ...(asRecord(record['tool_use_result']) && { toolUseResult: record['tool_use_result'] }),
    ...(record['isSynthetic'] === true && { isMeta: true }),
    ...(type === 'user' && SUMMARY.test(text) && { isCompactSummary: true }),
  };
}

function openingOf(message: unknown): string {
  const content = asRecord(message)?.['content'];
  return typeof content === 'string' ? content : (asText(asRecord(asList(content)[0])?.['text']) ?? '');
}
