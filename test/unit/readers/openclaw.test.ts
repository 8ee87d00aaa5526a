import { describe, expect, it } from 'vitest';
import { parseUsd } from '../../../src/core/session/money.ts';
import {
  codes,
  mainCalls,
  mainSteps,
  mainUsers,
  only,
  piAssistant,
  piHeader,
  piMessage,
  piToolCall,
  piToolResult,
  piUsage,
  piUser,
  readLines,
  stepOf,
  usage,
  type Line,
} from './make.ts';

/** A conversation of one call, to vary. */
function withCall(message: Record<string, unknown>, more: readonly Line[] = []): ReturnType<typeof readLines> {
  return readLines([piHeader(), piMessage('u', null, piUser('Sort the shelves')), piMessage('a', 'u', message), ...more]);
}

describe('the session', () => {
  it('takes identity, folder, task and times from the records', () => {
    const session = withCall(piAssistant());
    expect(session).toMatchObject({ format: 'pi', id: 'ses-1', agent: { name: 'pi' }, cwd: '/home/me/shop', task: 'Sort the shelves' });
    expect((session.endedAt ?? 0) - (session.startedAt ?? 0)).toBe(2000);
    expect(session.outcome).toEqual({ result: 'unknown', evidence: [] });
  });

  it('has the file’s name where the first line is damaged', () => {
    const session = readLines(
      ['{"type":"session", oh', piMessage('u', null, piUser('Hi'))],
      '/s/4711.jsonl.deleted.2026-02-18T05-21-49.033Z',
    );
    expect(session.id).toBe('4711');
    expect(codes(session)).toEqual(['bad-line']);
  });

  it('does not take for the task what OpenClaw itself says', () => {
    const session = readLines([
      piHeader({ cwd: '/home/me/.openclaw/w' }),
      piMessage('s', null, piUser('A new session was started via /new or /reset. Begin.')),
      piMessage('u', 's', piUser('[Tue 2026-02-17 23:14 EST] Water the plants')),
    ]);
    expect(session.task).toBe('Water the plants');
    expect(mainUsers(session).map(({ byPerson }) => byPerson)).toEqual([false, true]);
  });

  it('says when it continues a copy of another session', () => {
    const session = readLines([piHeader({ parentSession: '/s/old.jsonl' }), piMessage('u', null, piUser('Hi'))]);
    expect(codes(session)).toEqual(['forked']);
  });
});

describe('calls', () => {
  it('keep usage, logged dollars, times and the answer', () => {
    const call = only(
      mainCalls(
        withCall(
          piAssistant({
            usage: piUsage(10, 20, 300, 40, 0.0123),
            content: [
              { type: 'thinking', thinking: 'Hm.', thinkingSignature: 'x' },
              { type: 'text', text: 'Yes' },
              { type: 'toolCall', id: 't', name: 'read', arguments: { path: 'a' } },
            ],
            stopReason: 'toolUse',
          }),
        ),
      ),
    );
    expect(call).toMatchObject({
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      usage: usage({ input: 10, output: 20, cacheRead: 300, cacheWrite5m: 40 }),
      loggedUsd: parseUsd('0.0123'),
      free: false,
      stop: 'tool',
      text: 'Yes',
      content: [
        { kind: 'thinking', chars: 3 },
        { kind: 'text', chars: 3 },
        { kind: 'tool-call', toolCallId: 't' },
      ],
    });
  });

  it('of Google state an input that includes the cached part: it is taken out', () => {
    const google = { input: 144125, output: 258, cacheRead: 143078, cacheWrite: 0, totalTokens: 144383 };
    const exclusive = { ...google, totalTokens: 287461 };
    expect(only(mainCalls(withCall(piAssistant({ provider: 'google', model: 'gemini-3-flash', usage: google })))).usage).toEqual(
      usage({ input: 1047, cacheRead: 143078, output: 258 }),
    );
    expect(only(mainCalls(withCall(piAssistant({ provider: 'google', model: 'gemini-3-flash', usage: exclusive })))).usage?.input).toBe(
      144125,
    );
    expect(only(mainCalls(withCall(piAssistant({ usage: google })))).usage?.input).toBe(144125);
  });

  it('without dollars are unpriced, not free (zero with tokens)', () => {
    const call = only(mainCalls(withCall(piAssistant({ usage: piUsage(10, 5) }))));
    expect(call.loggedUsd).toBeUndefined();
    expect(call.free).toBe(false);
  });

  it('that failed without usage are free, those with usage are billed', () => {
    const none = piUsage(0, 0);
    const failed = only(
      mainCalls(withCall(piAssistant({ usage: none, content: [], stopReason: 'error', errorMessage: '429 slow down\nmore' }))),
    );
    expect(failed).toMatchObject({ free: true, stop: 'error', error: '429 slow down' });
    expect(failed.usage).toBeUndefined();
    const billed = only(
      mainCalls(withCall(piAssistant({ usage: piUsage(6, 1, 100), stopReason: 'aborted', errorMessage: 'Request was aborted' }))),
    );
    expect(billed).toMatchObject({ free: false, stop: 'aborted', usage: usage({ input: 6, output: 1, cacheRead: 100 }) });
  });

  it('that were aborted amid an answer and state no usage cost an unknown amount', () => {
    const call = only(mainCalls(withCall(piAssistant({ usage: piUsage(0, 0), stopReason: 'aborted' }))));
    expect(call).toMatchObject({ free: false, stop: 'aborted' });
    expect(call.usage).toBeUndefined();
  });

  it('of pseudo-models are free', () => {
    const call = only(mainCalls(withCall(piAssistant({ provider: 'openclaw', model: 'delivery-mirror', usage: piUsage(0, 0) }))));
    expect(call.free).toBe(true);
  });

  it('that failed before any answer are told by a prompt-error record, once', () => {
    const error = {
      type: 'custom',
      customType: 'openclaw:prompt-error',
      data: { provider: 'anthropic', model: 'claude-sonnet-4-5', error: 'overloaded', runId: 'r' },
      id: 'e',
      parentId: 'u',
      timestamp: '2026-01-05T00:10:00.000Z',
    };
    const alone = readLines([piHeader(), piMessage('u', null, piUser('Go')), error, piMessage('u2', 'e', piUser('Again'))]);
    expect(only(mainCalls(alone))).toMatchObject({ free: true, stop: 'error', error: 'overloaded', model: 'claude-sonnet-4-5' });
    const twin = piMessage('a', 'e', piAssistant({ usage: piUsage(0, 0), stopReason: 'error', content: [], errorMessage: 'overloaded' }));
    const twice = readLines([piHeader(), piMessage('u', null, piUser('Go')), error, twin]);
    expect(only(mainCalls(twice)).source.line).toBe(4);
    expect(twice.main.entries.map(({ index }) => index)).toEqual([0, 1]);
  });

  it('have the bill of their record wherever it is copied', () => {
    const call = piMessage('a', 'u', piAssistant());
    const user = piMessage('u', null, piUser('Go'));
    const first = readLines([piHeader({ id: 'one' }), user, call]);
    const fork = readLines([piHeader({ id: 'two', parentSession: 'one.jsonl' }), user, call, piMessage('b', 'a', piAssistant())]);
    expect(mainCalls(fork).map(({ billId }) => billId === mainCalls(first)[0]?.billId)).toEqual([true, false]);
    expect(mainCalls(withCall(piAssistant({ responseId: 'msg_1' })))[0]?.billId).toBe('msg_1');
  });

  it('stand once however often their record is repeated in the file', () => {
    const call = piMessage('a', 'u', piAssistant());
    const session = readLines([piHeader(), piMessage('u', null, piUser('Go')), call, call]);
    expect(mainCalls(session)).toHaveLength(1);
    expect(codes(session)).toEqual(['repeated-record']);
  });
});

describe('tool results', () => {
  function result(text: string, more: Record<string, unknown> = {}): unknown {
    const step = only(
      mainSteps(withCall(piToolCall('t', 'exec', { command: 'make' }), [piMessage('r', 'a', piToolResult('t', 'exec', text, more))])),
    );
    return step.result;
  }

  it('carry the format’s own marks of failure', () => {
    expect(result('x', { details: { status: 'completed', exitCode: 2, durationMs: 456 } })).toMatchObject({
      isError: false,
      status: 'completed',
      exitCode: 2,
      durationMs: 456,
    });
    expect(result('x', { details: { status: 'forbidden', error: 'not allowed' } })).toMatchObject({
      status: 'forbidden',
      error: 'not allowed',
    });
    expect(result('boom', { isError: true })).toMatchObject({ isError: true, error: 'boom' });
  });

  it('tell failures in their text where the flags do not', () => {
    expect(result('{\n "status": "error",\n "tool": "read",\n "error": "ENOENT: a"\n}')).toMatchObject({
      status: 'error',
      error: 'ENOENT: a',
    });
    expect(result('lots of output\n\n(Command exited with code 127)')).toMatchObject({ exitCode: 127 });
    expect(result('{"status":"error","error":"x\\n\\nCommand exited with code 3"}')).toMatchObject({ status: 'error', exitCode: 3 });
    expect(result('the docs say: Command exited with code 1 means trouble')).not.toHaveProperty('exitCode');
    expect(result('{"status":"ok"')).not.toHaveProperty('status');
  });

  it('of cancelled tools are no failure of the agent', () => {
    expect(result('partial\n\n\nCommand aborted', { isError: true })).toMatchObject({ refused: 'cancelled' });
    expect(result('Skipped due to queued user message.', { isError: true })).toMatchObject({ refused: 'cancelled' });
  });

  it('stand where they came, with the call that asked for them', () => {
    const both = piAssistant({
      content: [
        { type: 'toolCall', id: 't1', name: 'read', arguments: { path: 'a' } },
        { type: 'toolCall', id: 't2', name: 'exec', arguments: { command: 'ls' } },
      ],
      stopReason: 'toolUse',
    });
    const session = withCall(both, [
      piMessage('r2', 'a', piToolResult('t2', 'exec', 'two')),
      piMessage('r1', 'r2', piToolResult('t1', 'read', 'one')),
      piMessage('b', 'r1', piAssistant()),
    ]);
    expect(session.main.entries.map((entry) => (entry.kind === 'tool' ? entry.toolCallId : entry.kind))).toEqual([
      'user',
      'llm',
      't2',
      't1',
      'llm',
    ]);
    expect(mainSteps(session).map(({ callIndex }) => callIndex)).toEqual([1, 1]);
    expect(session.main.entries.every(({ parent }) => parent === undefined)).toBe(true);
  });

  it('that never came leave the step without one, right after its call', () => {
    const session = withCall(piToolCall('t', 'exec', { command: 'make' }), [piMessage('u2', 'a', piUser('Stop'))]);
    expect(session.main.entries.map(({ kind }) => kind)).toEqual(['user', 'llm', 'tool', 'user']);
    expect(only(mainSteps(session)).result).toBeUndefined();
    expect(session.main.entries.every(({ parent }) => parent === undefined)).toBe(true);
  });

  it('without a call, and repeated ones, are survived', () => {
    const stray = piMessage('r', 'u', piToolResult('lost', 'read', 'text'));
    const session = readLines([
      piHeader(),
      piMessage('u', null, piUser('Go')),
      stray,
      piMessage('r2', 'r', piToolResult('lost', 'read', 'again')),
    ]);
    expect(only(mainSteps(session))).toMatchObject({ callIndex: -1, name: 'read', args: null, result: { text: 'text' } });
    expect(codes(session)).toEqual(['repeated-result']);
  });

  it('of commands that the person ran are steps without a call', () => {
    const bash = { role: 'bashExecution', command: 'git status', output: 'clean', exitCode: 0, cancelled: false };
    const session = withCall(piAssistant(), [piMessage('x', 'a', bash)]);
    expect(only(mainSteps(session))).toMatchObject({
      name: 'bash',
      args: { command: 'git status' },
      callIndex: -1,
      result: { exitCode: 0, text: 'clean' },
    });
  });
});

describe('the tree', () => {
  it('marks the entry that goes back to an earlier one, and nothing else', () => {
    const session = readLines([
      piHeader(),
      piMessage('u1', null, piUser('First')),
      piMessage('a1', 'u1', piAssistant()),
      piMessage('u2', 'a1', piUser('Wrong way')),
      piMessage('a2', 'u2', piAssistant()),
      { type: 'branch_summary', id: 's', parentId: 'a1', timestamp: '2026-01-05T02:00:00Z', fromId: 'a2', summary: 'Tried the wrong way.' },
      { type: 'label', id: 'l', parentId: 's', timestamp: '2026-01-05T02:00:00Z', targetId: 'a1', label: 'x' },
      piMessage('u3', 'l', piUser('Right way')),
      piMessage('a3', 'u3', piAssistant()),
      piMessage('u4', null, piUser('From the start')),
    ]);
    expect(session.main.entries.map(({ parent }) => parent)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      1,
      undefined,
      undefined,
      -1,
    ]);
    expect(mainUsers(session)[2]).toMatchObject({ byPerson: false, text: 'Tried the wrong way.' });
    expect(mainCalls(session)).toHaveLength(3);
  });

  it('is one line where records have no ids (version 1)', () => {
    const line = (message: Record<string, unknown>, second: number): Line => ({
      type: 'message',
      timestamp: `2025-11-20T00:00:0${second}.000Z`,
      message,
    });
    const session = readLines([
      { type: 'session', id: 'v1', timestamp: '2025-11-20T00:00:00.000Z', cwd: '/x', provider: 'anthropic', modelId: 'claude-sonnet-4-5' },
      line(piUser('Hi'), 1),
      line(piAssistant(), 2),
      { type: 'compaction', timestamp: '2025-11-20T00:00:03.000Z', summary: 'Said hi.', firstKeptEntryIndex: 2, tokensBefore: 900 },
      line(piAssistant(), 4),
    ]);
    expect(session.main.entries.map(({ kind }) => kind)).toEqual(['user', 'llm', 'compaction', 'llm']);
    expect(session.main.entries[2]).toMatchObject({ summaryChars: 8, tokensBefore: 900, keptFrom: 1 });
    expect(new Set(mainCalls(session).map(({ billId }) => billId)).size).toBe(2);
  });

  it('does not break where a parent is missing', () => {
    const session = readLines([piHeader(), piMessage('u', 'gone', piUser('Hi')), piMessage('a', 'u', piAssistant())]);
    expect(session.main.entries.map(({ parent }) => parent)).toEqual([undefined, undefined]);
  });
});

describe('compaction and injected text', () => {
  it('names the first entry that was kept, also when its record made no entry', () => {
    const model = { type: 'model_change', id: 'm', parentId: 'a', timestamp: '2026-01-05T01:00:00Z', provider: 'x', modelId: 'y' };
    const session = withCall(piAssistant(), [
      model,
      piMessage('u2', 'm', piUser('More')),
      {
        type: 'compaction',
        id: 'c',
        parentId: 'u2',
        timestamp: '2026-01-05T01:00:01Z',
        summary: 'Short.',
        firstKeptEntryId: 'm',
        tokensBefore: 5,
      },
    ]);
    expect(session.main.entries[3]).toMatchObject({ kind: 'compaction', summaryChars: 6, keptFrom: 2, tokensBefore: 5 });
  });

  it('enters custom messages as not by a person, and ignores custom data', () => {
    const session = withCall(piAssistant(), [
      {
        type: 'custom_message',
        id: 'c',
        parentId: 'a',
        timestamp: '2026-01-05T01:00:00Z',
        customType: 'note',
        content: 'Be brief',
        display: true,
      },
      { type: 'custom', id: 'd', parentId: 'c', timestamp: '2026-01-05T01:00:01Z', customType: 'state', data: { big: 1 } },
      piMessage('e', 'd', { role: 'custom', customType: 'x', content: [{ type: 'text', text: 'Also' }] }),
    ]);
    expect(mainUsers(session).map(({ text, byPerson }) => [text, byPerson])).toEqual([
      ['Sort the shelves', true],
      ['Be brief', false],
      ['Also', false],
    ]);
  });
});

describe('sub-agents', () => {
  it('are named by their session key, and by what their announcement says', () => {
    const key = 'agent:main:subagent:00c29b8a-0761-4ea4-9dc5-883c17e998d8';
    const announcement = `[Thu 2026-02-12 13:46 EST] A subagent task "Paint the fence" just completed successfully.\n\nStats: runtime 5s • sessionKey ${key} • sessionId 9d09f98e • transcript /s/9d09f98e-child.jsonl\n\nSummarize this.`;
    const session = withCall(piToolCall('t', 'sessions_spawn', { agentId: 'build', task: 'Paint the fence, all of it' }), [
      piMessage(
        'r',
        'a',
        piToolResult('t', 'sessions_spawn', '{}', { details: { status: 'accepted', childSessionKey: key, runId: 'r1' } }),
      ),
      piMessage('n', 'r', piUser(announcement)),
    ]);
    expect(stepOf(session, 't').agent).toEqual({
      id: key,
      aliases: ['00c29b8a-0761-4ea4-9dc5-883c17e998d8', '9d09f98e', '9d09f98e-child'],
      type: 'build',
      task: 'Paint the fence, all of it',
    });
    expect(mainUsers(session).at(-1)?.byPerson).toBe(false);
  });

  it('that were refused were never started', () => {
    const session = withCall(piToolCall('t', 'sessions_spawn', { task: 'x' }), [
      piMessage('r', 'a', piToolResult('t', 'sessions_spawn', '{}', { details: { status: 'forbidden', error: 'no' } })),
    ]);
    expect(stepOf(session, 't').agent).toBeUndefined();
  });

  it('have their task without the context that OpenClaw puts before it', () => {
    const session = readLines([
      piHeader({ cwd: '/x/.openclaw/w' }),
      piMessage(
        'u',
        null,
        piUser('[Tue 2026-02-17 23:14 EST] [Subagent Context] You are a subagent (depth 1/1).\n\n[Subagent Task]: Paint the fence'),
      ),
    ]);
    expect(session.task).toBe('Paint the fence');
  });
});
