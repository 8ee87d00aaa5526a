import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUsd } from '../../../src/core/session/money.ts';
import { fixture, fixtureBytes } from './fixture.ts';
import { codes, mainCalls, mainSteps, readLines, stepOf, usage } from './make.ts';

const lines = new TextDecoder().decode(fixtureBytes('hook-events.jsonl')).trimEnd().split('\n');

describe('hook events', () => {
  const session = fixture('hook-events.jsonl');

  it('are a session with its calls', () => {
    expect(session).toMatchObject({ id: 'hook-1', agent: { name: 'main' }, cwd: '/home/me/shop', task: 'Sort the shelves' });
    expect(mainCalls(session)).toMatchObject([
      {
        model: 'claude-sonnet-4-5',
        usage: usage({ input: 10, cacheRead: 2000, cacheWrite5m: 400, output: 30 }),
        loggedUsd: parseUsd('0.00255'),
        durationMs: 8000,
      },
      { stop: 'error', error: 'overloaded', free: true },
    ]);
  });

  it('pair a tool’s beginning and end by id, else in order', () => {
    expect(stepOf(session, 't1').result).toMatchObject({ isError: true, error: 'no shelf', durationMs: 900 });
    expect(mainSteps(session)[1]).toMatchObject({ name: 'sessions_spawn', result: { text: 'started', status: 'accepted' } });
  });

  it('hang a sub-agent on the tool that started it', () => {
    expect(mainSteps(session)[1]?.agent).toMatchObject({ id: 'agent:main:subagent:77', type: 'counter', task: 'Count' });
    expect(mainSteps(session)[1]?.agent?.thread?.entries).toMatchObject([
      { kind: 'user' },
      { kind: 'llm', usage: usage({ input: 100, output: 5 }) },
    ]);
  });

  it('count once, in whatever order and however often they come', () => {
    expect(codes(session)).toEqual(['repeated-events']);
    const kinds = session.main.entries.map(({ kind }) => kind);
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
        const again = readLines([...shuffled, ...shuffled]);
        expect(mainCalls(again).map(({ usage: u }) => u)).toEqual(mainCalls(session).map(({ usage: u }) => u));
        expect(again.main.entries).toHaveLength(kinds.length);
      }),
      { numRuns: 50 },
    );
  });
});
