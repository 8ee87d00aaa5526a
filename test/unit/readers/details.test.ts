import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { FORMATS } from '../../../src/core/readers/formats.ts';
import type { Detail, SessionFormat } from '../../../src/core/readers/reader.ts';
import { SessionFileReader } from '../../../src/core/readers/readSession.ts';
import type { Entry, Session } from '../../../src/core/session/session.ts';
import { threadsOf } from '../../../src/core/session/walk.ts';
import { sharedTraces } from '../sharedTraces.ts';

const NO_HASH = { update: () => {}, digestHex: () => '' };

/** The formats with every line parsed whole: what the scanner is measured by. */
const UNSCANNED: readonly SessionFormat[] = FORMATS.map((format) => Object.assign({ ...format }, { shape: undefined }));

/** With the formats as they are the reader is asked twice, the second time for the last. */
function read(bytes: Uint8Array, name: string, detail: Detail, formats = FORMATS): Session | undefined {
  const reader = new SessionFileReader(name, NO_HASH, formats, detail);
  // Small enough that lines lie across chunks, odd enough that they are not aligned.
  for (let at = 0; at < bytes.length; at += 65_537) reader.push(bytes.subarray(at, at + 65_537));
  const { session } = reader.snapshot();
  return formats === FORMATS ? reader.finish().session : session;
}

/** All that the figures detail promises: the session without texts, hashes, raw usage and the input of most tools. */
function figuresOf(session: Session): unknown {
  const strip = (entry: Entry): unknown => {
    if (entry.kind === 'llm') return { ...entry, text: '', rawUsage: '' };
    if (entry.kind === 'user') return { ...entry, text: '' };
    if (entry.kind !== 'tool') return entry;
    const { agent, result, ...step } = entry;
    const args = agent || !result ? step.args : null;
    return { ...step, args, agent: agent && { ...agent, thread: undefined }, result: result && { ...result, text: '', hash: '' } };
  };
  return {
    ...session,
    main: undefined,
    strayAgents: session.strayAgents.map((run) => ({ ...run, thread: undefined })),
    threads: [...threadsOf(session)].map(({ thread }) => thread.entries.map(strip)),
  };
}

function check(bytes: Uint8Array, name: string): void {
  const parsed = read(bytes, name, 'whole', UNSCANNED);
  const whole = read(bytes, name, 'whole');
  const figures = read(bytes, name, 'figures');
  expect(whole).toEqual(parsed);
  expect(figures === undefined).toBe(parsed === undefined);
  if (!parsed || !figures) return;
  expect(figuresOf(figures)).toEqual(figuresOf(parsed));
  const [a, b] = [attributeSession(figures), attributeSession(parsed)];
  expect([a.total, a.buckets, a.rewrite, a.tokens, a.unpricedTokens]).toEqual([b.total, b.buckets, b.rewrite, b.tokens, b.unpricedTokens]);
}

const fixtures = path.join(import.meta.dirname, '../../fixtures/readers');
const files = readdirSync(fixtures, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath, entry.name));

test.each(files.map((file) => [path.relative(fixtures, file), file]))('%s says the same in every detail', (_, file) => {
  check(readFileSync(file), file);
});

test('says the same in every detail of answers that come in pieces, of measured texts and of damage', () => {
  const common = { sessionId: 's', cwd: '/w', version: '2.1.100', timestamp: '2026-03-01T10:00:00Z' };
  const usage = { input_tokens: 10, cache_read_input_tokens: 900, cache_creation_input_tokens: 0, output_tokens: 30 };
  const answer = (uuid: string, content: unknown, more: object = {}): string =>
    JSON.stringify({ ...common, type: 'assistant', uuid, message: { id: 'm1', model: 'claude-sonnet-4-5', content, usage, ...more } });
  const result = (uuid: string, id: string, content: unknown, more: object = {}): string =>
    JSON.stringify({ ...common, type: 'user', uuid, message: { content: [{ type: 'tool_result', tool_use_id: id, content, ...more }] } });
  const use = (id: string): object => ({ type: 'tool_use', id, name: 'Bash', input: { command: 'make “é” 😀' } });
  const lines = [
    JSON.stringify({ ...common, type: 'user', uuid: 'u0', message: { content: 'Build it “now” 😀' } }),
    answer('u1', [{ type: 'text', text: 'I will' }]),
    answer('u2', [{ type: 'text', text: 'I will build' }]),
    answer('u3', [{ type: 'text', text: 'I will build' }]),
    answer('u4', [
      { type: 'thinking', thinking: 'Hm…\n', signature: 'sig' },
      { type: 'thinking', thinking: '', signature: 'sig2' },
    ]),
    answer('u5', [use('t1'), use('t2'), use('t3'), use('t4'), { type: 'server_tool_use', id: 'x', name: 'web_search', input: { q: 1 } }]),
    result('u6', 't1', 'line "1"\n\tline 2 → ✓ 😀 \\'),
    result('u7', 't2', [
      { type: 'text', text: 'a' },
      { type: 'image', source: { data: 'AAAA' } },
      { type: 'text', text: 'é' },
    ]),
    result('u8', 't3', 'Exit code 2\nno such file', { is_error: true }),
    result('u9', 't4', 'one\nCommand exited with code 3'),
    '{"type":"user","uuid":"bad","message":{"content":"\\x"}}',
    result('u7', 't2', 'a copy'),
    answer('u10', 'As text', { id: 'm2', stop_reason: 'end_turn' }).replaceAll('":', '" : '),
    answer('u11', null, { id: 'm3', usage: null }),
    result('u12', 't9', null),
    result('u13', 't10', { odd: true }),
    result('u14', 't11', `It did not work:\n${'why '.repeat(100)}`, { is_error: true }),
    result('u15', 't12', 'Exit code 1\nnothing found', { is_error: true }),
  ];
  const bytes = new TextEncoder().encode(`${lines.join('\r\n')}\n`);
  check(bytes, 's.jsonl');
  const figures = read(bytes, 's.jsonl', 'figures');
  const results = figures?.main.entries.flatMap((entry) => (entry.kind === 'tool' && entry.result ? [entry.result] : [])) ?? [];
  // Texts are kept where they tell an exit status, on which it may depend whether a command failed.
  const exits = ['Exit code 2\nno such file', 'one\nCommand exited with code 3'];
  expect(results.map(({ text }) => text)).toEqual(['', '', ...exits, '', '', '', 'Exit code 1\nnothing found']);
  expect(figures?.warnings.map(({ code }) => code)).toEqual(['bad-line']);
});

describe.skipIf(sharedTraces.skip)(`real sessions ${sharedTraces.skip ?? ''}`, () => {
  const folder = path.join(sharedTraces.folder, 'claude');
  const names = sharedTraces.skip
    ? []
    : readdirSync(folder, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith('.jsonl'));
  test.each(names)('claude/%s says the same in every detail', (name) => {
    check(readFileSync(path.join(folder, name)), name);
  });
});
