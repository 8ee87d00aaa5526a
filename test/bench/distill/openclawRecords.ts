import { asList, asNumber, asRecord, asText } from '../../../src/core/readers/json.ts';
import type { Piece, RawFormat, RawRecord, RawSession, RawUse } from './rawSession.ts';
import { partOf, shrunkAt } from './rawSession.ts';

/** OpenClaw's (and pi's) session files: one record for each answer and for each result, in a tree of parents. */
export const openclawRecords: RawFormat = {
  name: 'openclaw',
  open,
  callId: (record) => (roleOf(record) === 'assistant' ? asText(record['id']) : undefined),
  promptOf(record) {
    const usage = usageOf(record);
    if (!usage) return undefined;
    const count = (name: string): number => asNumber(usage[name]) ?? 0;
    const inside = countsCacheInside(record) ? count('cacheRead') : 0;
    return { plain: count('input') - inside, read: count('cacheRead'), written: count('cacheWrite') };
  },
  startsBranch: (before, record) => before['id'] !== record['parentId'] && before['type'] !== 'session',
  modelOf: (record) => asText(partOf(record['message'])?.['model']),
  setPrompt(record, prompt) {
    const usage = usageOf(record);
    const isInside = countsCacheInside(record);
    if (usage)
      setUsage(usage, { input: prompt.plain + (isInside ? prompt.read : 0), cacheRead: prompt.read, cacheWrite: prompt.written }, isInside);
  },
  setOutput(record, tokens) {
    const usage = usageOf(record);
    if (usage) setUsage(usage, { output: tokens }, countsCacheInside(record));
  },
  outputOf: (record) => asNumber(usageOf(record)?.['output']) ?? 0,
  turn(before, next, piece, serial) {
    const [first, second] = [idFrom('b', serial), idFrom('c', serial)];
    const message = structuredClone(next['message']) as RawRecord;
    message['content'] = [...(piece.say === undefined ? [] : [{ type: 'text', text: piece.say }]), askedFor(piece)];
    message['stopReason'] = 'toolUse';
    delete message['errorMessage'];
    const call = { type: 'message', id: first, parentId: before['id'], timestamp: before['timestamp'], message };
    return [call, answerTo(piece, before, first, second)];
  },
  join(call, before, piece, serial) {
    const message = call['message'] as { content: unknown[] };
    message.content.push(askedFor(piece));
    return [[], answerTo(piece, before, before['id'], idFrom('c', serial))];
  },
  said: (before, _next, text, serial) => [
    {
      type: 'message',
      id: idFrom('d', serial),
      parentId: before['id'],
      timestamp: before['timestamp'],
      message: { role: 'user', content: [{ type: 'text', text }] },
    },
  ],
  follow(record, before) {
    record['parentId'] = before['id'];
  },
  idOf: (record) => asText(record['id']),
  parentOf: (record) => asText(record['parentId']),
};

function open(records: RawRecord[]): RawSession {
  const uses: RawUse[] = [];
  const waiting = new Map<string, RawUse>();
  const gaps: number[] = [];
  const breaks: number[] = shrunkAt(openclawRecords, records);
  let cwd = '';
  records.forEach((record, at) => {
    if (record['type'] === 'session') cwd ||= asText(record['cwd']) ?? '';
    const role = roleOf(record);
    // Branches: what another one saw is no past of this one.
    const before = records[at - 1];
    if (before && openclawRecords.startsBranch(before, record)) breaks.push(at);
    if (record['type'] === 'compaction' || record['type'] === 'branch_summary' || role === 'user') breaks.push(at);
    const message = asRecord(record['message']);
    if (role === 'assistant') {
      for (const block of asList(message?.['content'])) {
        const use = asRecord(block);
        const [id, name] = [asText(use?.['id']), asText(use?.['name'])];
        if (use?.['type'] !== 'toolCall' || id === undefined || name === undefined) continue;
        const input = (use['arguments'] ?? {}) as RawRecord;
        const raw: RawUse = { id, name, input, result: '', isError: false, callAt: at, resultAt: at };
        waiting.set(id, raw);
        uses.push(raw);
      }
    }
    if (role !== 'toolResult') return;
    const use = waiting.get(asText(message?.['toolCallId']) ?? '');
    if (use) {
      waiting.delete(use.id);
      const blocks = asList(message?.['content']).map(asRecord);
      const isText = blocks.every((block) => block?.['type'] === 'text');
      use.result = isText ? blocks.map((block) => asText(block?.['text']) ?? '').join('\n') : '';
      const details = asRecord(message?.['details']);
      const exitCode = asNumber(details?.['exitCode']) ?? 0;
      use.isError = message?.['isError'] === true || exitCode !== 0 || /error|fail|forbidden/.test(asText(details?.['status']) ?? '');
      use.resultAt = at;
    }
    const next = records[at + 1];
    const goesOn = next && openclawRecords.callId(next) !== undefined && next['parentId'] === record['id'];
    if (goesOn && waiting.size === 0 && record['id'] !== undefined && openclawRecords.promptOf(next)) gaps.push(at);
  });
  // Pi's shell goes by another name than OpenClaw's.
  const shell = uses.some(({ name }) => name === 'bash') ? 'bash' : 'exec';
  const tools = { read: 'read', path: 'path', shell, edit: 'edit' };
  return { format: openclawRecords, records, cwd, tools, uses: uses.filter((use) => use.resultAt > use.callAt), gaps, breaks };
}

function idFrom(letter: string, serial: number): string {
  return `${letter}${serial.toString(16).padStart(7, '0')}`;
}

function askedFor(piece: Piece & { kind: 'use' }): RawRecord {
  return { type: 'toolCall', id: piece.id, name: piece.name, arguments: piece.input };
}

function answerTo(piece: Piece & { kind: 'use' }, before: RawRecord, parentId: unknown, id: string): RawRecord {
  const { exitCode } = piece;
  const message = {
    role: 'toolResult',
    toolCallId: piece.id,
    toolName: piece.name,
    content: [{ type: 'text', text: piece.result }],
    ...(exitCode !== undefined && { details: { status: 'completed', exitCode, durationMs: 120 } }),
    isError: piece.isError === true,
  };
  return { type: 'message', id, parentId, timestamp: before['timestamp'], message };
}

function roleOf(record: RawRecord): string | undefined {
  return record['type'] === 'message' ? asText(asRecord(record['message'])?.['role']) : undefined;
}

function usageOf(record: RawRecord): RawRecord | undefined {
  if (roleOf(record) !== 'assistant') return undefined;
  return partOf(partOf(record['message'])?.['usage']);
}

/** Google's prompts are counted with what was read from the cache, and the total shows it. */
function countsCacheInside(record: RawRecord): boolean {
  return /^(?:google|gemini)/.test(asText(partOf(record['message'])?.['provider']) ?? '');
}

const KINDS = ['input', 'output', 'cacheRead', 'cacheWrite'] as const;

/** Sets counts, and the recorded dollars at the price a token had in this record, so that the record stays at one with itself. */
function setUsage(usage: RawRecord, counts: Partial<Record<(typeof KINDS)[number], number>>, isInside: boolean): void {
  const cost = partOf(usage['cost']);
  for (const kind of KINDS) {
    const [had, now] = [asNumber(usage[kind]) ?? 0, counts[kind]];
    if (now === undefined) continue;
    const paid = asNumber(cost?.[kind]) ?? 0;
    if (cost && had > 0) cost[kind] = (paid / had) * now;
    usage[kind] = now;
  }
  const sum = (of: RawRecord, kinds: readonly string[]): number => kinds.reduce((total, kind) => total + (asNumber(of[kind]) ?? 0), 0);
  if (usage['totalTokens'] !== undefined) usage['totalTokens'] = sum(usage, isInside ? ['input', 'output'] : KINDS);
  if (cost?.['total'] !== undefined) cost['total'] = sum(cost, KINDS);
}
