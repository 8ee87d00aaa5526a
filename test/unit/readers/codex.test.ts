import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/session/session.ts';
import { linkSessions } from '../../../src/core/readers/linkSessions.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import { codes, mainCalls, mainSteps, mainUsers, only, readLines, stepOf, usage, type Line } from './make.ts';
import { ask, call, counted, head, line, output, say, tokens, turn, type Tokens } from './makeCodex.ts';

function billed(session: Session): number[] {
  return mainCalls(session).flatMap((entry) => (entry.free || !entry.usage ? [] : [entry.usage.input + entry.usage.cacheRead]));
}

describe('the fixture', () => {
  const text = readFileSync(new URL('../../fixtures/readers/codex.jsonl', import.meta.url), 'utf8');
  const session = readLines(text.trimEnd().split('\n'));

  it('is a session with all that Codex tells', () => {
    expect(session).toMatchObject({
      format: 'codex',
      id: 'cod-1',
      agent: { name: 'codex', version: '0.58.0' },
      task: 'Sort the shelves',
      warnings: [],
    });
    expect(mainUsers(session).map(({ byPerson }) => byPerson)).toEqual([false, true, true]);
    expect(mainCalls(session).map(({ usage: u, stop, at }) => [u?.input, u?.cacheRead, u?.output, stop, at !== undefined])).toEqual([
      [1000, 0, 50, 'tool', true],
      [200, 900, 30, 'tool', true],
      [100, 1100, 40, 'tool', true],
      [100, 1200, 10, 'end', true],
      [100, 300, 10, 'end', true],
    ]);
    expect(mainCalls(session)[0]).toMatchObject({ model: 'gpt-5-codex', provider: 'openai', usage: { reasoning: 20 } });
    expect(session.main.entries.find(({ kind }) => kind === 'compaction')).toMatchObject({ summaryChars: 23, tokensBefore: 1300 });
  });

  it('has each tool with its script, its output and its end', () => {
    expect(stepOf(session, 'c1')).toMatchObject({
      name: 'shell',
      args: { command: 'ls -la' },
      result: { text: 'shelf.txt\n', exitCode: 0, durationMs: 200 },
    });
    expect(stepOf(session, 'c2').result).toMatchObject({ text: 'no such file: sort.py\n', exitCode: 2, durationMs: 500, isError: false });
    expect(stepOf(session, 'c3')).toMatchObject({ args: { input: '*** Begin Patch\n*** End Patch' }, result: { exitCode: 0 } });
    expect(mainSteps(session).every(({ callIndex }) => callIndex >= 0)).toBe(true);
  });
});

describe('counts', () => {
  it('without a last one are the growth of the total', () => {
    const total = (seconds: number, value: Tokens): Line =>
      line(seconds, 'event_msg', { type: 'token_count', info: { total_token_usage: tokens(value) } });
    const session = readLines([head(), turn(1), total(2, [100, 40, 10]), say(3, 'One'), total(4, [300, 140, 30]), say(5, 'Two')]);
    expect(mainCalls(session).map(({ usage: u }) => u)).toEqual([
      usage({ input: 60, cacheRead: 40, output: 10 }),
      usage({ input: 100, cacheRead: 100, output: 20 }),
    ]);
  });

  it('may stand before an answer, behind it, or behind its tool results', () => {
    const before = [counted(3, [100, 0, 10], [100, 0, 10]), call(4, 'c', 'shell', {}), output(5, 'c', 'ok')];
    const behind = [call(3, 'c', 'shell', {}), counted(4, [100, 0, 10], [100, 0, 10]), output(5, 'c', 'ok')];
    const late = [call(3, 'c', 'shell', {}), output(4, 'c', 'ok'), counted(5, [100, 0, 10], [100, 0, 10])];
    for (const lines of [before, behind, late]) {
      const session = readLines([head(), turn(1), ask(2, 'Go'), ...lines]);
      expect(only(mainCalls(session))).toMatchObject({ usage: usage({ input: 100, output: 10 }), stop: 'tool' });
      expect(stepOf(session, 'c').callIndex).toBe(1);
    }
  });

  it('of records of their own are taken once, with the provider’s id', () => {
    const record = line(4, 'token_usage_record', {
      thread_id: 'own',
      response_id: 'resp_1',
      usage: tokens([100, 0, 10]),
      thread_token_usage: tokens([100, 0, 10]),
    });
    const session = readLines([head(), turn(1), say(3, 'One'), record, counted(5, [100, 0, 10], [100, 0, 10])]);
    expect(only(mainCalls(session))).toMatchObject({ billId: 'own:resp_1', usage: usage({ input: 100, output: 10 }) });
  });

  it('of a request whose answer was not recorded are a call all the same', () => {
    const session = readLines([head(), turn(1), ask(2, 'Go'), counted(3, [100, 0, 10], [100, 0, 10])]);
    expect(only(mainCalls(session))).toMatchObject({ usage: usage({ input: 100, output: 10 }), content: [], stop: 'unknown' });
  });
});

describe('a copied history', () => {
  const copied = [
    ask(10, 'Old request'),
    turn(10),
    counted(10.1, [100, 0, 10], [100, 0, 10]),
    call(10.1, 'old', 'shell', { command: 'ls' }),
    output(10.2, 'old', 'x'),
    counted(10.3, [250, 100, 20], [150, 100, 10]),
    say(10.3, 'Old answer'),
  ];
  const parent = head({ id: 'parent', timestamp: '2026-01-05T09:00:00.000Z' }, 10);

  it('of a fork or a resumed session costs nothing, what follows does', () => {
    const session = readLines([
      head(),
      parent,
      ...copied,
      ask(40, 'New request'),
      counted(50, [400, 200, 30], [150, 100, 10]),
      say(50, 'New answer'),
    ]);
    expect(billed(session)).toEqual([150]);
    expect(mainCalls(session).map(({ free }) => free)).toEqual([true, true, false]);
    expect(session.task).toBe('New request');
    expect(codes(session)).toEqual(['forked']);
    const { main, total } = attributeSession(session, createPriceBook());
    expect(main.calls.get(mainCalls(session)[0]?.index ?? -1)?.total).toBe(0n);
    expect(total).toBeGreaterThan(0n);
  });

  it('ends where a record names the own thread, though all was written in one second', () => {
    const own = line(10.35, 'event_msg', { type: 'thread_settings_applied', thread_id: 'own', thread_settings: { model: 'gpt-5.5' } });
    const session = readLines([head(), parent, ...copied, own, counted(10.4, [400, 200, 30], [150, 100, 10]), say(10.4, 'New answer')]);
    expect(billed(session)).toEqual([150]);
    expect(mainCalls(session).at(-1)?.model).toBe('gpt-5.5');
  });

  it('is none where the same head is written again', () => {
    const session = readLines([
      head(),
      turn(1),
      counted(2, [100, 0, 10], [100, 0, 10]),
      say(3, 'One'),
      head({}, 4),
      counted(5, [160, 0, 15], [60, 0, 5]),
      say(6, 'Two'),
    ]);
    expect(billed(session)).toEqual([100, 60]);
    expect(codes(session)).toEqual([]);
  });
});

describe('failures', () => {
  it.each<[string, unknown, Record<string, unknown>]>([
    ['an exit code in JSON', '{"output":"oh","metadata":{"exit_code":1,"duration_seconds":0.1}}', { text: 'oh', exitCode: 1 }],
    ['an exit code in the head', 'Exit code: 127\nWall time: 0 seconds\nOutput:\nnope', { text: 'nope', exitCode: 127 }],
    [
      'a running process',
      'Chunk ID: a\nWall time: 10 seconds\nProcess running with session ID 7\nOutput:\n',
      { status: 'running', text: '' },
    ],
    ['a sentence', 'failed in sandbox Seatbelt with execution error: exit code: 1, stdout: , stderr: no', { isError: true, exitCode: 1 }],
    ['an unknown tool', 'unsupported call: fly', { isError: true, error: 'unsupported call: fly' }],
    ['a refusal', 'exec command rejected by user', { isError: false, refused: 'rejected' }],
    ['an interruption', 'aborted by user after 3.2s', { refused: 'cancelled' }],
    ['an object', { content: 'bad', success: false }, { text: 'bad', isError: true }],
    [
      'parts',
      [
        { type: 'input_text', text: 'seen' },
        { type: 'input_image', image_url: 'data:' },
      ],
      { text: 'seen', images: 1, isError: false },
    ],
    ['output that talks of errors', 'Exit code: 0\nOutput:\nunsupported call: fly', { isError: false, exitCode: 0 }],
  ])('are told by %s', (_, value, expected) => {
    const session = readLines([head(), turn(1), call(2, 'c', 'shell', {}), output(3, 'c', value)]);
    expect(stepOf(session, 'c').result).toMatchObject(expected);
  });

  it('are told by events beside the output', () => {
    const end = line(3, 'event_msg', { type: 'exec_command_end', call_id: 'c', exit_code: 3, duration: { secs: 1, nanos: 500_000_000 } });
    for (const lines of [
      [end, output(4, 'c', 'x')],
      [output(4, 'c', 'x'), end],
    ]) {
      expect(stepOf(readLines([head(), call(2, 'c', 'shell', {}), ...lines]), 'c').result).toMatchObject({ exitCode: 3, durationMs: 1500 });
    }
  });

  it('of requests are calls: given up ones of unknown cost, refused ones free', () => {
    const session = readLines([
      head(),
      turn(1),
      ask(2, 'Go'),
      line(3, 'event_msg', { type: 'agent_reasoning', text: 'Hm' }),
      line(4, 'event_msg', { type: 'turn_aborted', reason: 'interrupted' }),
      ask(5, 'Again'),
      line(6, 'event_msg', { type: 'error', message: 'usage limit reached' }),
    ]);
    expect(mainCalls(session)).toMatchObject([
      { stop: 'aborted', error: 'interrupted', free: false },
      { stop: 'error', error: 'usage limit reached', free: true },
    ]);
    expect(mainCalls(session).map((entry) => entry.usage)).toEqual([undefined, undefined]);
  });
});

it('links a sub-agent that is a rollout of its own', () => {
  const activity = { type: 'SubAgentActivity', kind: 'started', id: 'spawn', agent_thread_id: 'child' };
  const parent = readLines([
    head(),
    turn(1),
    call(2, 'spawn', 'spawn_agent', { message: 'Count the shelves', task_name: 'counter' }),
    line(3, 'event_msg', { type: 'item_completed', item: activity }),
    output(4, 'spawn', '{"task_name":"counter"}'),
  ]);
  const source = { subagent: { thread_spawn: { parent_thread_id: 'own', depth: 1 } } };
  const letter = { type: 'agent_message', content: [{ type: 'input_text', text: 'Message Type: NEW_TASK\nPayload:\nCount the shelves' }] };
  const child = readLines([head({ id: 'child', source }), turn(3), line(3, 'response_item', letter), say(5, 'Four')]);
  expect(child).toMatchObject({ id: 'child', parentId: 'own', task: 'Count the shelves' });
  expect(stepOf(parent, 'spawn').agent).toMatchObject({ id: 'child', task: 'Count the shelves', type: 'counter' });
  expect(stepOf(linkSessions([parent, child])[0] as Session, 'spawn').agent?.sessionId).toBe('child');
});

it('reads the bare records of older versions', () => {
  const session = readLines([
    { id: 'old', timestamp: '2025-07-01T10:00:00.000Z', instructions: null },
    { record_type: 'state' },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
    { type: 'function_call', name: 'shell', call_id: 'c', arguments: '{"command":["ls"]}' },
    { type: 'function_call_output', call_id: 'c', output: '{"output":"a","metadata":{"exit_code":0,"duration_seconds":0}}' },
  ]);
  expect(session).toMatchObject({ format: 'codex', id: 'old', task: 'Hi' });
  expect(stepOf(session, 'c')).toMatchObject({ args: { command: ['ls'] }, result: { text: 'a' } });
});
