import { asList, asNumber, asRecord, asText } from '../../../src/core/readers/json.ts';
import type { Piece, RawFormat, RawRecord, RawSession, RawUse } from './rawSession.ts';
import { partOf, shrunkAt } from './rawSession.ts';

/** Claude Code's session files, one record for each block of an answer and for each result. */
export const claudeRecords: RawFormat = {
  name: 'claude-code',
  open,
  callId: (record) => (isMain(record) && record['type'] === 'assistant' ? asText(asRecord(record['message'])?.['id']) : undefined),
  promptOf(record) {
    const usage = usageOf(record);
    if (!usage) return undefined;
    const count = (name: string): number => asNumber(usage[name]) ?? 0;
    return { plain: count('input_tokens'), read: count('cache_read_input_tokens'), written: count('cache_creation_input_tokens') };
  },
  // Results of one answer hang on several records, so only a first record without a parent says so.
  startsBranch: (_before, record) => isMain(record) && record['parentUuid'] === null,
  modelOf: (record) => asText(partOf(record['message'])?.['model']),
  setPrompt(record, prompt) {
    const usage = usageOf(record);
    if (!usage) return;
    const had = asNumber(usage['cache_creation_input_tokens']) ?? 0;
    usage['input_tokens'] = prompt.plain;
    usage['cache_read_input_tokens'] = prompt.read;
    usage['cache_creation_input_tokens'] = prompt.written;
    const byLife = partOf(usage['cache_creation']);
    if (!byLife) return;
    // What is written anew is kept as long as the rest of what the session writes.
    const lasting = (asNumber(byLife['ephemeral_1h_input_tokens']) ?? 0) > 0 ? 'ephemeral_1h_input_tokens' : 'ephemeral_5m_input_tokens';
    byLife[lasting] = Math.max(0, (asNumber(byLife[lasting]) ?? 0) + prompt.written - had);
  },
  setOutput(record, tokens) {
    const usage = usageOf(record);
    if (usage) usage['output_tokens'] = tokens;
  },
  outputOf: (record) => asNumber(usageOf(record)?.['output_tokens']) ?? 0,
  turn(before, next, piece, serial) {
    const [first, second] = ids(before, serial);
    const message = structuredClone(next['message']) as RawRecord;
    message['id'] = `msg_01${first.replaceAll('-', '').slice(0, 22)}`;
    message['content'] = [...(piece.say === undefined ? [] : [{ type: 'text', text: piece.say }]), askedFor(piece)];
    message['stop_reason'] = 'tool_use';
    const request = asText(next['requestId']) === undefined ? {} : { requestId: `req_01${first.slice(0, 8)}` };
    const call = { ...common(next, before, first), ...request, type: 'assistant', message };
    return [call, answerTo(piece, before, call, second)];
  },
  join(call, before, piece, serial) {
    const [first, second] = ids(before, serial);
    const asked = {
      ...common(call, call, first),
      message: { ...structuredClone(call['message'] as RawRecord), content: [askedFor(piece)] },
    };
    return [[asked], answerTo(piece, before, asked, second)];
  },
  said(before, next, text, serial) {
    const [first] = ids(before, serial);
    const record = common(before, before, first);
    delete record['toolUseResult'];
    return [{ ...record, type: 'user', message: { role: 'user', content: text } }];
  },
  follow(record, before) {
    record['parentUuid'] = before['uuid'];
  },
  idOf: (record) => asText(record['uuid']),
  parentOf: (record) => asText(record['parentUuid']),
};

function open(records: RawRecord[]): RawSession {
  const uses: RawUse[] = [];
  const waiting = new Map<string, RawUse>();
  const gaps: number[] = [];
  const breaks: number[] = shrunkAt(claudeRecords, records);
  let cwd = '';
  records.forEach((record, at) => {
    cwd ||= asText(record['cwd']) ?? '';
    if (record['type'] === 'system' && record['subtype'] === 'compact_boundary') breaks.push(at);
    if (!isMain(record)) return;
    const content = asRecord(record['message'])?.['content'];
    if (record['type'] === 'assistant') {
      for (const block of asList(content)) {
        const use = asRecord(block);
        const [id, name] = [asText(use?.['id']), asText(use?.['name'])];
        if (use?.['type'] !== 'tool_use' || id === undefined || name === undefined) continue;
        const raw: RawUse = { id, name, input: (use['input'] ?? {}) as RawRecord, result: '', isError: false, callAt: at, resultAt: at };
        waiting.set(id, raw);
        uses.push(raw);
      }
      return;
    }
    if (record['type'] !== 'user') return;
    const results = asList(content).map(asRecord);
    if (!results.some((block) => block?.['type'] === 'tool_result')) {
      breaks.push(at);
      return;
    }
    for (const block of results) {
      const use = waiting.get(asText(block?.['tool_use_id']) ?? '');
      if (!use) continue;
      waiting.delete(use.id);
      use.result = textOf(block?.['content']);
      use.isError = block?.['is_error'] === true;
      use.resultAt = at;
    }
    const next = records[at + 1];
    const goesOn = next && claudeRecords.callId(next) !== undefined && next['parentUuid'] === record['uuid'];
    if (goesOn && waiting.size === 0 && record['uuid'] !== undefined && claudeRecords.promptOf(next)) gaps.push(at);
  });
  const tools = { read: 'Read', path: 'file_path', shell: 'Bash', edit: 'Edit' };
  return { format: claudeRecords, records, cwd, tools, uses: uses.filter((use) => use.resultAt > use.callAt), gaps, breaks };
}

function isMain(record: RawRecord): boolean {
  return record['isSidechain'] !== true && asRecord(record['message']) !== undefined;
}

function usageOf(record: RawRecord): RawRecord | undefined {
  if (claudeRecords.callId(record) === undefined) return undefined;
  return partOf(partOf(record['message'])?.['usage']);
}

/** The text of a result, or '' where it holds anything but text. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const blocks = asList(content).map(asRecord);
  return blocks.every((block) => block?.['type'] === 'text') ? blocks.map((block) => asText(block?.['text']) ?? '').join('\n') : '';
}

function common(like: RawRecord, before: RawRecord, uuid: string): RawRecord {
  const { message: _, ...rest } = like;
  return { ...structuredClone(rest), uuid, parentUuid: before['uuid'], timestamp: before['timestamp'] };
}

function askedFor(piece: Piece & { kind: 'use' }): RawRecord {
  return { type: 'tool_use', id: piece.id, name: piece.name, input: piece.input };
}

function answerTo(piece: Piece & { kind: 'use' }, like: RawRecord, call: RawRecord, uuid: string): RawRecord {
  const record = common(like, call, uuid);
  delete record['toolUseResult'];
  delete record['sourceToolAssistantUUID'];
  const block = { tool_use_id: piece.id, type: 'tool_result', content: piece.result, ...(piece.isError === true && { is_error: true }) };
  return { ...record, timestamp: like['timestamp'], type: 'user', message: { role: 'user', content: [block] } };
}

/** Ids that no record has: made from the one before and a running number. */
function ids(before: RawRecord, serial: number): [string, string] {
  const tail = (asText(before['uuid']) ?? '').replace(/[^0-9a-f]/g, '').slice(-8);
  const id = (n: number): string => `${(serial * 2 + n).toString(16).padStart(8, '0')}-0000-4000-8000-0000${tail.padStart(8, '0')}`;
  return [id(0), id(1)];
}
